import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { withDirectory } from '../harness/directory.ts';
import { Load } from '../harness/load.ts';
import { Meter } from '../harness/processes.ts';
import { Server, readMetric } from '../harness/server.ts';
import { quantile } from '../harness/statistics.ts';
import { toTable } from '../harness/table.ts';
import type { ClientsOptions, ClientsResult } from './clients.ts';

const rate = 1000;
const measuredMs = Number(process.env['BENCH_VIEWERS_MS'] ?? 30_000);
const settleMs = 8000;
const workspace = join(import.meta.dirname, '../live/workspace');

/** One dashboard of 20 panels, watched by one viewer and by a thousand. */
export async function run(): Promise<string> {
  return await withDirectory(async (dataDirectory) => {
    const server = new Server({ dataDirectory, workspace });
    const url = await server.url();
    const load = new Load({
      ...{ url, stream: 'activity', connections: 1, eventsPerBody: 200, rate },
      ...{ first: 0, count: rate * 600, startMs: 0, eventsPerMs: rate },
    });
    const sending = load.run();
    try {
      const rows = [];
      for (const clients of [1, 1000]) rows.push(await measure(server, { url, clients }));
      return [
        `${rate.toLocaleString('en')} events/s, 20 panels, ${measuredMs / 1000} s each; a tick is 200 ms, so at most 5 queries per second and panel.`,
        '',
        toTable(
          [
            ...['viewers', 'server cores', 'engine cores', 'queries per s and panel'],
            ...['frames per s and viewer', 'delivery p50, ms', 'p99, ms', 'MB/s', 'lost sockets'],
          ],
          rows,
        ),
      ].join('\n');
    } finally {
      load.finish();
      await sending.catch(() => undefined);
      await server.stop();
    }
  });
}

async function measure(server: Server, { url, clients }: { url: string; clients: number }) {
  const { pid: enginePid } = await server.engine();
  const child = fork(join(import.meta.dirname, 'clients.ts'), [], {
    execArgv: ['--import', 'tsx'],
    serialization: 'advanced',
  });
  const queries = readQueries();
  child.send({ url, clients, dashboard: 'twenty', queries } satisfies ClientsOptions);
  await once(child, 'message');
  await sleep(settleMs);
  const before = await countQueries(server);
  child.send('measure');
  const meter = new Meter({
    server: { pid: server.pid, own: true },
    engine: { pid: enginePid, own: true },
  });
  await sleep(measuredMs);
  const usage = meter.stop();
  const queriesRun = (await countQueries(server)) - before;
  child.send('stop');
  const [result] = (await once(child, 'message')) as [ClientsResult];
  const seconds = usage['server']?.seconds ?? NaN;
  if (result.errors > 0) throw new Error(`${result.errors} patches were errors`);
  return [
    ...[clients, usage['server']?.cores ?? NaN, usage['engine']?.cores ?? NaN],
    queriesRun / seconds / queries.length,
    result.frames / seconds / clients,
    quantile([...result.delays], 0.5),
    quantile([...result.delays], 0.99),
    result.bytes / 1e6 / seconds,
    clients - result.open,
  ];
}

async function countQueries(server: Server): Promise<number> {
  return readMetric(
    await server.metrics(),
    'heliostat_query_duration_seconds_count',
    'datasource="warehouse"',
  );
}

function readQueries(): string[] {
  const file = readFileSync(join(workspace, 'twenty.dashboard.json'), 'utf8');
  return Object.keys((JSON.parse(file) as { queries: object }).queries);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${await run()}\n`);
