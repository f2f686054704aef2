import type {
  DashboardDocument,
  DatasourcesDocument,
  PipelineDocument,
  PolicyDocument,
  StreamDocument,
} from '@heliostat/sdk';

/** What each kind of file holds once parsed. */
export interface WorkspaceKinds {
  dashboard: DashboardDocument;
  pipeline: PipelineDocument;
  stream: StreamDocument;
  policy: PolicyDocument;
  datasources: DatasourcesDocument;
}
export type WorkspaceKind = keyof WorkspaceKinds;

/** One thing wrong in a file; line and column count from 1. */
export interface FileIssue {
  severity: 'error' | 'warning';
  /** Path of the file, relative to the workspace. */
  file: string;
  line: number;
  column: number;
  /** `steps.per-10s.size`, empty for the file as a whole. */
  path: string;
  message: string;
}

export interface WorkspaceFile<Kind extends WorkspaceKind = WorkspaceKind> {
  kind: Kind;
  /** Identity: the path without its ending, `engagement/overview`. */
  path: string;
  file: string;
  /**
   * The last good version; undefined when the file never was valid. A dashboard or `datasources.json`
   * that never was valid but has the right form is served as it is, with its issues.
   */
  document: WorkspaceKinds[Kind] | undefined;
  /** The text as it is on disk now. */
  text: string;
  /** `"sha256-…"` of the text. */
  etag: string;
  /** Errors of the text on disk: while there are any, `document` is of an earlier version. */
  issues: readonly FileIssue[];
  modifiedAtMs: number;
}

export interface WorkspaceChange {
  type: 'added' | 'changed' | 'removed';
  kind: WorkspaceKind;
  path: string;
}

export interface Workspace {
  readonly directory: string;
  get<Kind extends WorkspaceKind>(kind: Kind, path: string): WorkspaceFile<Kind> | undefined;
  list<Kind extends WorkspaceKind>(kind: Kind): readonly WorkspaceFile<Kind>[];
  /** What a text would be served as; undefined where it has not the form of its kind. */
  parse<Kind extends WorkspaceKind>(kind: Kind, text: string): WorkspaceKinds[Kind] | undefined;
  /** Errors and warnings of all files, also those that belong to no document. */
  issues(): readonly FileIssue[];
  /**
   * Formats and writes a document atomically. Throws PRECONDITION_REQUIRED without `ifMatch` on an
   * existing file, PRECONDITION_FAILED when the file has changed, INVALID_FILE with the issues.
   */
  save<Kind extends WorkspaceKind>(change: {
    kind: Kind;
    path: string;
    text: string;
    ifMatch?: string;
  }): Promise<WorkspaceFile<Kind>>;
  remove(change: { kind: WorkspaceKind; path: string; ifMatch: string }): Promise<void>;
  /** Returns the function that ends the subscription. Called within a second of a change on disk. */
  onChange(listener: (change: WorkspaceChange) => void): () => void;
  close(): Promise<void>;
}
