import type { ErrorReport } from '@heliostat/sdk';
import type { Commit } from '../../pipeline/pipelines.ts';
import type { Plan } from '../../pipeline/plan.ts';
import type { Flow } from './dataflow.ts';
import type { Rejection } from './decode.ts';

/** What a worker thread is started with: plain data, secrets of datasources included. */
export interface WorkerBoot {
  path: string;
  plan: Plan;
  pluginDirectories: readonly string[];
  /** By logical name: what the sinks connect to. */
  datasources: Readonly<Record<string, WorkerDatasource>>;
  logDirectory: string;
  checkpointDirectory: string;
  head: number;
  /** Where to begin when the checkpoint is not that far. */
  from: number;
}

export interface WorkerDatasource {
  type: string;
  settings: unknown;
  directory: string;
}

export type ToWorker =
  | { type: 'head'; head: number }
  | { type: 'stop' }
  | { type: 'stored'; id: number; problem?: string };

export type FromWorker =
  | ({ type: 'progress' } & Progress)
  | { type: 'commit'; commit: Omit<Commit, 'pipeline'> }
  /** To be answered with `stored` once they are durable. */
  | { type: 'rejections'; id: number; rejections: readonly Rejection[] }
  /** The store does not answer; undefined: it does again. */
  | { type: 'trouble'; error: ErrorReport | undefined }
  | { type: 'notice'; level: 'debug' | 'info' | 'warn' | 'error'; fields: object; message: string }
  | { type: 'failed'; error: ErrorReport }
  | { type: 'stopped' };

export interface Progress {
  isReady: boolean;
  position: number;
  checkpointPosition: number;
  checkpointAtMs: number | undefined;
  acceptedAtMs: number;
  source: Flow;
  flows: readonly (readonly [id: string, flow: Flow])[];
}
