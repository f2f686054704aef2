/** One small JSON document with its version. */
export interface MetadataDocument<Value = unknown> {
  key: string;
  value: Value;
  /** 1 when created, one more with every change; a deleted key starts again at 1. */
  version: number;
}

/**
 * Small versioned documents that are no part of the workspace: stars, preferences. Keys are any text
 * up to 500 bytes, values any JSON up to 256 KiB; every change is durable when it returns.
 */
export interface Metadata {
  /** Undefined when there is no such document. */
  get(collection: string, key: string): Promise<MetadataDocument | undefined>;
  /** By key, in the order of their bytes. */
  list(collection: string): Promise<readonly MetadataDocument[]>;
  /**
   * Writes a document. With `ifVersion` only when that is its version (0: only when there is none);
   * throws PRECONDITION_FAILED otherwise.
   */
  put(
    collection: string,
    key: string,
    change: { value: unknown; ifVersion?: number },
  ): Promise<MetadataDocument>;
  /** False when there was none. Throws PRECONDITION_FAILED like `put`. */
  delete(collection: string, key: string, options?: { ifVersion?: number }): Promise<boolean>;
  close(): Promise<void>;
}
