import { once } from 'node:events';
import { Session } from 'chdb';
import { buildEvents } from '../harness/events.ts';

/** What the raw insertion is started with: the same bytes as the pipeline gets. */
export interface RawOptions {
  directory: string;
  first: number;
  count: number;
  startMs: number;
  eventsPerMs: number;
  eventsPerBody: number;
}

export interface RawResult {
  seconds: number;
  rows: number;
}

const table = `CREATE TABLE activity (ts DateTime64(3, 'UTC'), id Int64, user_id Int64,
  country LowCardinality(String), device LowCardinality(String), type LowCardinality(String),
  page String, session String, load_ms Float64) ENGINE = MergeTree ORDER BY ts`;

/** Inserts bodies into a MergeTree of libchdb, one INSERT each and nothing else. */
async function insert(options: RawOptions): Promise<void> {
  const { count, first, startMs, eventsPerMs, eventsPerBody } = options;
  const bodies = Array.from({ length: Math.ceil(count / eventsPerBody) }, (_, i) => {
    const from = i * eventsPerBody;
    const size = Math.min(eventsPerBody, count - from);
    return buildEvents({
      first: first + from,
      count: size,
      startMs: startMs + Math.floor(from / eventsPerMs),
      eventsPerMs,
    });
  });
  const session = new Session(options.directory);
  await session.queryAsync(table);
  await session.queryAsync('SET async_insert = 0');
  process.send?.('ready');
  await once(process, 'message');
  const startedAt = performance.now();
  for (const values of bodies)
    await session.insert({ table: 'activity', format: 'JSONEachRow', values });
  const seconds = (performance.now() - startedAt) / 1000;
  const rows = Number(
    (await session.queryAsync('SELECT count() FROM activity', { format: 'TSV' })).text(),
  );
  process.send?.({ seconds, rows } satisfies RawResult);
  session.close();
  process.disconnect();
}

process.once('message', (options: RawOptions) => void insert(options));
