/** One text that a dashboard's file had. */
export interface FileVersion {
  /** The hash of a commit, or `r12` for a text that the server kept. */
  id: string;
  atMs: number;
  /** Who committed it; undefined for what the server kept. */
  author: string | undefined;
  /** First line of the commit's message. */
  message: string | undefined;
  isCommitted: boolean;
  /** It is the text on disk now. */
  isCurrent: boolean;
}

/** A dashboard whose file is gone and can be had back. */
export interface DeletedFile {
  path: string;
  /** When it was deleted, or its deletion committed. */
  atMs: number;
  author: string | undefined;
  message: string | undefined;
  /** The version that `read` has the last text under. */
  id: string;
}

/** The earlier texts of dashboards. */
export interface Versions {
  /** Newest first, at most `first`. */
  list(path: string, first: number): Promise<readonly FileVersion[]>;
  /** The text of a version. Throws NOT_FOUND for an id that is none of this file's. */
  read(path: string, id: string): Promise<string>;
  /** Newest first, at most 100. */
  deleted(): Promise<readonly DeletedFile[]>;
  close(): Promise<void>;
}

/** A version as its source knows it. */
export type SourceVersion = Omit<FileVersion, 'isCommitted' | 'isCurrent'> & {
  /** Git's hash of the text: equal for equal texts. */
  hash: string;
};

/** A deleted file as its source knows it: `hash` is of its last text. */
export type SourceDeletion = DeletedFile & { hash: string };

/** Where earlier texts come from: commits of git, or what the server kept. */
export interface VersionSource {
  list(path: string, first: number): Promise<readonly SourceVersion[]>;
  /** Undefined for an id that is not of this source or not of this file. */
  read(path: string, id: string): Promise<string | undefined>;
  deleted(): Promise<readonly SourceDeletion[]>;
}
