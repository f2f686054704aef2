import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export type Metrics = ReturnType<typeof buildMetrics>;

/** All metrics of the server, with bounded labels: no user text beyond names of files and streams. */
export function buildMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'heliostat_' });
  return {
    registry,
    ...httpMetrics(registers),
    ...streamMetrics(registers),
    ...pipelineMetrics(registers),
    ...queryMetrics(registers),
  };
}

function httpMetrics(registers: Registry[]) {
  return {
    httpSeconds: new Histogram({
      name: 'heliostat_http_request_duration_seconds',
      help: 'HTTP requests by route template.',
      labelNames: ['route', 'method', 'status'],
      buckets: secondsBuckets,
      registers,
    }),
  };
}

function streamMetrics(registers: Registry[]) {
  return {
    ingestEvents: new Counter({
      name: 'heliostat_ingest_events_total',
      help: 'Events offered, by result: accepted, rejected, duplicate.',
      labelNames: ['stream', 'result'],
      registers,
    }),
    ingestBytes: new Counter({
      name: 'heliostat_ingest_bytes_total',
      help: 'Bytes of accepted events.',
      labelNames: ['stream'],
      registers,
    }),
    logAppendSeconds: new Histogram({
      name: 'heliostat_log_append_seconds',
      help: 'From append to durable.',
      buckets: secondsBuckets,
      registers,
    }),
    deadLetters: new Counter({
      name: 'heliostat_dead_letters_total',
      help: 'Events that could not be processed.',
      labelNames: ['stream'],
      registers,
    }),
  };
}

function pipelineMetrics(registers: Registry[]) {
  return {
    pipelineLag: new Gauge({
      name: 'heliostat_pipeline_lag_events',
      help: 'Events between the position of a pipeline and the head of its log.',
      labelNames: ['pipeline'],
      registers,
    }),
    pipelineEvents: new Counter({
      name: 'heliostat_pipeline_events_total',
      help: 'Events processed.',
      labelNames: ['pipeline'],
      registers,
    }),
    sinkSeconds: new Histogram({
      name: 'heliostat_sink_write_seconds',
      help: 'Duration of one batch written to a sink.',
      labelNames: ['datasource'],
      buckets: secondsBuckets,
      registers,
    }),
    engineRestarts: new Counter({
      name: 'heliostat_engine_restarts_total',
      help: 'Restarts of embedded engines and pipeline workers.',
      labelNames: ['name'],
      registers,
    }),
  };
}

function queryMetrics(registers: Registry[]) {
  return {
    querySeconds: new Histogram({
      name: 'heliostat_query_duration_seconds',
      help: 'Queries by datasource and result: ok, cached or the error code.',
      labelNames: ['datasource', 'result'],
      buckets: secondsBuckets,
      registers,
    }),
    freshnessSeconds: new Histogram({
      name: 'heliostat_freshness_seconds',
      help: 'From an event being durable to its panel being painted.',
      buckets: [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10],
      registers,
    }),
    liveSockets: new Gauge({
      name: 'heliostat_live_sockets',
      help: 'Open live connections.',
      registers,
    }),
    liveFrames: new Counter({
      name: 'heliostat_live_frames_total',
      help: 'Live frames by result: sent, conflated.',
      labelNames: ['result'],
      registers,
    }),
  };
}
