import type { Logger } from '@heliostat/sdk';

/** One thing the server did, as an event of its own stream `heliostat`. */
export interface Observation {
  kind: 'http' | 'query' | 'ingest' | 'backfill' | 'freshness' | 'process' | 'pipeline';
  /** Route template, datasource, stream, dashboard, metric or edge: never user text without a bound. */
  name: string;
  /** Duration or age, milliseconds. */
  ms?: number;
  /** How many events, rows or requests it stands for; default 1. */
  count?: number;
  bytes?: number;
  /** HTTP status, or 200 / the status of the error code. */
  status?: number;
}

/** Everything outside that tests replace: the clock, the log of messages, self-observation. */
export interface Effects {
  /** Wall clock, epoch milliseconds. */
  now(): number;
  readonly log: Logger;
  /** Cheap and never throws; the server aggregates and stores it like any other event. */
  observe(observation: Observation): void;
}
