import type { ErrorReport } from '@heliostat/sdk';
import type { FileIssue } from '../../workspace/workspace.ts';

/** One batch of rows is stored and visible. What live queries and freshness are made of. */
export interface Commit {
  pipeline: string;
  datasource: string;
  table: string;
  /** Event times of the rows written, epoch milliseconds, both included. */
  from: number;
  to: number;
  rows: number;
  /** When the newest event in it became durable in the log, epoch milliseconds. */
  acceptedAtMs: number;
  processedAtMs: number;
  committedAtMs: number;
}

export interface StepStatus {
  /** Slug of the step or sink, or `source`. */
  id: string;
  kind: 'source' | 'step' | 'sink';
  /** Plugin id, stream name, or `datasource.table`. */
  use: string;
  from: string | undefined;
  eventsIn: number;
  eventsOut: number;
  eventsPerSecond: number;
  rejected: number;
}

export interface PipelineStatus {
  path: string;
  title: string;
  stream: string;
  engine: string;
  state: 'starting' | 'running' | 'retrying' | 'failed' | 'invalid' | 'stopped';
  error: ErrorReport | undefined;
  /** Next event to process, and events between it and the head of the log. */
  position: number;
  lag: number;
  /** Age of the oldest unprocessed event, milliseconds; 0 when caught up. */
  lagMs: number;
  checkpointAtMs: number | undefined;
  restarts: number;
  steps: readonly StepStatus[];
}

export interface Pipelines {
  list(): readonly PipelineStatus[];
  /** What is wrong with the files beyond what the workspace says of them: expressions, fields, tables. */
  issues(): readonly FileIssue[];
  /** At most once a second and pipeline. Returns the function that ends it. */
  onStatus(listener: (status: PipelineStatus) => void): () => void;
  onCommit(listener: (commit: Commit) => void): () => void;
  /** Lowest offset of the stream that a running pipeline still needs; Infinity when none reads it. */
  consumed(stream: string): number;
  /** Stops after the batch in hand and its checkpoint. */
  close(): Promise<void>;
}
