import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { withDirectory } from '../harness/directory.ts';
import { Meter, type Usage } from '../harness/processes.ts';
import { Server } from '../harness/server.ts';
import { toTable } from '../harness/table.ts';
import { waitFor } from '../harness/wait.ts';

const settledMs = Number(process.env['BENCH_DEMO_MS'] ?? 120_000);
const demoRate = 60;
const asked = {
  dashboard: 'social/overview',
  query: 'total',
  from: 'now-15m',
  to: 'now',
};

interface Start {
  readySeconds: number;
  answerSeconds: number;
  /** After the first answer. */
  serverMb: number;
  engineMb: number;
}

/** How long a start takes, with the demo's workspace: on nothing, and on what the demo left. */
export async function run(): Promise<string> {
  return await withDirectory(async (dataDirectory) => {
    const { start: cold, settled } = await measureDemo(dataDirectory);
    const second = await measureStart(dataDirectory, ['--no-demo']);
    await second.server.stop();
    return [
      toTable(
        ['', 'to /readyz, s', "to a dashboard's first rows, s", 'server MB', 'engine MB'],
        [toRow('new data directory', cold), toRow('second start', second.start)],
      ),
      '',
      `The first start goes on with the demo: one hour of its past, then ${demoRate} events/s. Over`,
      `${settledMs / 1000} s from the first rows:`,
      '',
      toTable(
        ['', 'peak RSS MB', 'RSS MB at the end', 'MB/min in the second half', 'cores'],
        Object.entries(settled).map(([name, { peakMb, lastMb, mbPerMinute, cores }]) => [
          ...[name, peakMb, lastMb, mbPerMinute, cores],
        ]),
      ),
    ].join('\n');
  });
}

function toRow(name: string, { readySeconds, answerSeconds, serverMb, engineMb }: Start) {
  return [name, readySeconds, answerSeconds, serverMb, engineMb];
}

async function measureDemo(
  dataDirectory: string,
): Promise<{ start: Start; settled: Record<string, Usage> }> {
  const { server, start, enginePid } = await measureStart(dataDirectory, [
    '--demo-rate',
    String(demoRate),
  ]);
  try {
    const meter = new Meter({
      server: { pid: server.pid, own: true },
      engine: { pid: enginePid, own: true },
    });
    await sleep(settledMs);
    return { start, settled: meter.stop() };
  } finally {
    await server.stop();
  }
}

async function measureStart(dataDirectory: string, flags: readonly string[]) {
  const server = new Server({ dataDirectory, workspace: 'dashboards', flags });
  const since = () => (performance.now() - server.startedAt) / 1000;
  const url = await server.url();
  await waitFor('/readyz', () => answers(`${url}/readyz`));
  const readySeconds = since();
  await waitFor('rows', () => answers(`${url}/api/v1/query`, asked));
  const answerSeconds = since();
  const { pid: enginePid } = await server.engine();
  const usage = new Meter({
    server: { pid: server.pid, own: true },
    engine: { pid: enginePid, own: true },
  }).stop();
  const [serverMb, engineMb] = [usage['server']?.lastMb ?? NaN, usage['engine']?.lastMb ?? NaN];
  return { server, enginePid, start: { readySeconds, answerSeconds, serverMb, engineMb } };
}

/** True once it answers, and where a query is asked, with rows. */
async function answers(url: string, body?: object): Promise<true | undefined> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const asked = body && { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetch(url, asked).catch(() => undefined);
  if (response?.ok !== true) return undefined;
  if (body === undefined) return true;
  const { rows } = (await response.json()) as { rows: number };
  return rows > 0 ? true : undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${await run()}\n`);
