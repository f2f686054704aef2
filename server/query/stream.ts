import {
  HeliostatError,
  concatFrames,
  emptyFrame,
  type Frame,
  type QueryLimits,
  type QueryRequest,
  type QueryStats,
} from '@heliostat/sdk';
import { ArrowScan, frameToArrow } from '@heliostat/sdk/arrow';
import { checkFrame } from './check-frame.ts';
import type { OpenDatasource } from './datasources.ts';
import { startDeadline } from './deadline.ts';
import { wrapPluginStream } from './plugin-call.ts';
import { frameBytes } from './frame-bytes.ts';
import type { PreparedQuery, QueryPlan } from './service.ts';

/** Rows seen so far, and what the datasource said of its work. */
export interface StreamReport {
  rows: number;
  stats: QueryStats;
}

const maxFrames = 100_000;

interface StreamRequest {
  prepared: PreparedQuery;
  plan: QueryPlan;
  report: StreamReport;
}

/**
 * The result as Arrow bytes, as the datasource sends them, within its limits: also a plugin that
 * ignores the limits or the signal is stopped. Throws LIMIT_EXCEEDED, TIMEOUT or the plugin's error.
 */
export async function* streamQuery(
  { connection, type }: OpenDatasource,
  { prepared, plan, report }: StreamRequest,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const { limits } = prepared;
  const deadline = startDeadline(limits.timeoutMs, signal);
  const bounded = deadline.signal;
  const request = toRequest(prepared, plan, (stats) => {
    report.stats = stats;
  });
  const call = { plugin: `datasource/${type}`, operation: 'query' };
  const bytes = wrapPluginStream(call, () =>
    connection.queryArrow === undefined
      ? encodeFrames(abortable(connection.query(request, bounded), bounded), limits)
      : abortable(connection.queryArrow(request, bounded), bounded),
  );
  try {
    yield* measure(bytes, limits, report);
  } catch (thrown) {
    if (isTimeout(bounded.reason) && !signal.aborted) throw timedOut(limits);
    throw thrown;
  } finally {
    deadline.release();
  }
}

/** What a datasource is asked. */
export function toRequest(
  { spec, params, filters, limits, maxPoints }: PreparedQuery,
  { range, stepMs }: QueryPlan,
  report?: (stats: QueryStats) => void,
): QueryRequest {
  const request = { query: spec, range, stepMs, maxPoints, params, filters, limits };
  return report === undefined ? request : { ...request, report };
}

async function* measure(
  chunks: AsyncIterable<Uint8Array>,
  limits: QueryLimits,
  report: StreamReport,
): AsyncIterable<Uint8Array> {
  const scan = new ArrowScan();
  let bytes = 0;
  for await (const chunk of chunks) {
    scan.push(chunk);
    bytes += chunk.length;
    report.rows = scan.rows;
    if (scan.rows > limits.maxRows) throw exceeded(`${limits.maxRows} rows`);
    if (bytes > limits.maxBytes) throw exceeded(`${limits.maxBytes} bytes`);
    yield chunk;
  }
}

/** Several frames become one stream, so they are gathered first; the limits bound that. */
async function* encodeFrames(
  frames: AsyncIterable<Frame>,
  limits: QueryLimits,
): AsyncIterable<Uint8Array> {
  const gathered: Frame[] = [];
  let rows = 0;
  let bytes = 0;
  for await (const answer of frames) {
    const frame = checkFrame(answer);
    rows += frame.length;
    if (rows > limits.maxRows) throw exceeded(`${limits.maxRows} rows`);
    bytes += frameBytes(frame);
    if (bytes > limits.maxBytes) throw exceeded(`${limits.maxBytes} bytes`);
    // An endless row of frames without rows would never let a timer run.
    if (gathered.push(frame) > maxFrames) throw exceeded(`${maxFrames} frames`);
  }
  yield frameToArrow(concatAll(gathered));
}

/** In pairs of about equal size: one after the other would copy the first rows again and again. */
function concatAll(frames: readonly Frame[]): Frame {
  const [first = emptyFrame] = frames;
  if (frames.length <= 1) return first;
  const middle = frames.length >> 1;
  return concatFrames(concatAll(frames.slice(0, middle)), concatAll(frames.slice(middle)));
}

/** Ends when the signal aborts, even if the source does not notice. */
async function* abortable<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncIterable<T> {
  const iterator = source[Symbol.asyncIterator]();
  const aborted = new Promise<never>((_, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
  });
  aborted.catch(() => undefined);
  let ended = false;
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted]);
      ended = next.done === true;
      if (ended) return;
      yield next.value as T;
    }
  } finally {
    if (!ended) void Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError';
}

function timedOut({ timeoutMs }: QueryLimits): HeliostatError {
  return new HeliostatError('TIMEOUT', `query took longer than ${timeoutMs / 1000} s`, {
    hint: 'Choose a shorter time range, or aggregate more.',
  });
}

function exceeded(limit: string): HeliostatError {
  return new HeliostatError('LIMIT_EXCEEDED', `query result has more than ${limit}`, {
    hint: 'Choose a shorter time range, aggregate more, or add a LIMIT.',
  });
}
