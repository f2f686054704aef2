import { frameToRows, type QueryRequest } from '@heliostat/sdk';
import {
  buildEffects,
  datasourceDirectory,
  makeEvents,
  pluginDirectories,
  toPayload,
} from './rig.ts';
import { bothSinks, start, writeWorkspace } from './start.ts';

/**
 * Runs a pipeline and feeds its stream until it is killed: `directory total store [query…]`. What the
 * log holds already is not fed again, so that the stream ends up with the events 0 to total. At the
 * end it prints the rows of each query as a line of JSON.
 */
const [directory = '', total = '0', store = 'store', ...queries] = process.argv.slice(2);
writeWorkspace(directory, bothSinks, store);
const server = await start(directory, buildEffects(), [...pluginDirectories, datasourceDirectory]);
const log = server.streams.get('events')?.log;
if (log === undefined) throw new Error(`no stream in ${directory}`);
process.stdout.write('started\n');
while (log.head < Number(total)) {
  const rows = makeEvents(log.head, Math.min(7, Number(total) - log.head));
  await log.append({ count: rows.length, payload: toPayload(rows) });
  await new Promise((wake) => setTimeout(wake, 5));
}
while (server.pipelines.consumed('events') < Number(total)) {
  await new Promise((wake) => setTimeout(wake, 50));
}
for (const sql of queries) process.stdout.write(`${JSON.stringify(await rowsOf(sql))}\n`);
process.stdout.write('done\n');
await server.close();

async function rowsOf(sql: string): Promise<unknown[]> {
  const request: QueryRequest = {
    query: { sql },
    range: { from: 0, to: Date.now() },
    stepMs: 1000,
    maxPoints: 1000,
    params: {},
    filters: [],
    limits: { maxRows: 100_000, maxBytes: 100_000_000, timeoutMs: 30_000 },
  };
  const rows: unknown[] = [];
  const { connection } = server.datasources.get('store');
  for await (const frame of connection.query(request, AbortSignal.timeout(30_000))) {
    rows.push(...frameToRows(frame));
  }
  return rows;
}
