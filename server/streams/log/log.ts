/** Where a record came from: what makes a second delivery recognisable. */
export interface Origin {
  /** `http`, `replay`, `internal`; later `kafka`, `firehose`, `kinesis`. */
  kind: string;
  /** Idempotency key, request id or position, when there is one. */
  key?: string;
  /** sha256 of the body as it came, hex: the same key with another body is refused. */
  digest?: string;
}

/** One accepted batch of events: what a source appended in one go. */
export interface LogRecord {
  /** Sequence of its first event; the events of a stream are numbered from 0. */
  offset: number;
  /** Number of events: lines in the payload. */
  count: number;
  /** When it became durable, epoch milliseconds. */
  acceptedAtMs: number;
  origin?: Origin;
  /** NDJSON: one event per line, each line ends with LF. */
  payload: Buffer;
}

export interface LogEntry {
  count: number;
  payload: Buffer;
  origin?: Origin;
}

export interface LogStats {
  start: number;
  head: number;
  bytes: number;
  segments: number;
  /** Cut from a torn tail when the log was opened. */
  truncatedBytes: number;
  /** Segments set aside because a record that is not at the tail fails its CRC. */
  quarantined: number;
}

/** One ordered, durable log in one directory; one writer. */
export interface Log {
  readonly directory: string;
  /** First event still kept. */
  readonly start: number;
  /** Offset the next event will get; everything below is durable. */
  readonly head: number;
  /** Resolves with the offset of the first event once the record is on disk (fdatasync, group commit). */
  append(entry: LogEntry): Promise<number>;
  /** Records from the one that holds `offset`, up to the head at the time of the call. */
  read(offset: number, signal?: AbortSignal): AsyncIterable<LogRecord>;
  /** About how many bytes the events from `offset` on take on disk. */
  bytesFrom(offset: number): number;
  /**
   * Numbers the next event at least `offset`; there is nothing in between. For a log that has lost its
   * end while others remember the numbers. Does nothing to a log that is that far.
   */
  advance(offset: number): Promise<void>;
  /** Called after each group commit with the new head. Returns the function that ends it. */
  onAppend(listener: (head: number) => void): () => void;
  /** Drops whole segments that are past their age or size and entirely below `consumed`. */
  retain(policy: { consumed: number; ageMs: number; bytes: number }): Promise<void>;
  stats(): LogStats;
  close(): Promise<void>;
}

/** Reads a log that another thread writes. */
export interface LogReader {
  /** Offset of the next event. */
  readonly position: number;
  /** Events that retention or damage had removed before they were read. */
  readonly skipped: number;
  /** Records from the one that holds the reader's position while below `head`, about `maxBytes` at a time; empty when there are none. */
  next(head: number, maxBytes: number): Promise<LogRecord[]>;
  close(): Promise<void>;
}
