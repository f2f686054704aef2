import { join } from 'node:path';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { withDirectory } from '../harness/directory.ts';
import { Load } from '../harness/load.ts';
import { Server } from '../harness/server.ts';
import { median } from '../harness/statistics.ts';
import { toTable } from '../harness/table.ts';
import { waitFor } from '../harness/wait.ts';

const kills = Number(process.env['BENCH_KILLS'] ?? 10);
const rate = 5000;
const eventsPerBody = 250;
const betweenMs = 1500;
const workspace = join(import.meta.dirname, '../ingest/append');

interface Outcome {
  name: string;
  seconds: number[];
  sent: number;
  lost: number;
  doubled: number;
}

/** SIGKILL in the middle of 5,000 events/s, again and again: how long until all works, and what is lost. */
export async function run(): Promise<string> {
  const outcomes = [await measure('server', killServer), await measure('engine', killEngine)];
  return [
    `SIGKILL ${kills} times each under ${rate.toLocaleString('en')} events/s into the append pipeline; the sender repeats`,
    'what was not acknowledged, with the same key. Recovered: a query shows an event accepted after the kill.',
    '',
    toTable(
      ['killed', 'median, s', 'longest, s', 'events', 'lost', 'doubled'],
      outcomes.map(({ name, seconds, sent, lost, doubled }) => [
        ...[name, median(seconds), Math.max(...seconds), sent, lost, doubled],
      ]),
    ),
  ].join('\n');
}

type Kill = (server: Server, restart: () => Server) => Promise<Server>;

async function measure(name: string, kill: Kill): Promise<Outcome> {
  return await withDirectory(async (dataDirectory) => {
    const port = await freePort();
    const start = () => new Server({ dataDirectory, workspace, port });
    let server = start();
    try {
      const url = await server.url();
      await server.caughtUp();
      const load = new Load(loadOptions(url));
      const sending = load.run();
      const seconds: number[] = [];
      for (let i = 0; i < kills; i++) {
        await sleep(betweenMs + ((i * 137) % 400));
        const killedAt = performance.now();
        const killedAtMs = Date.now();
        server = await kill(server, start);
        await newerThan(server, killedAtMs);
        seconds.push((performance.now() - killedAt) / 1000);
      }
      load.finish();
      const { accepted } = await sending;
      await server.caughtUp();
      return { name, seconds, sent: accepted, ...(await verify(server, accepted)) };
    } finally {
      await server.stop();
    }
  });
}

async function killServer(server: Server, restart: () => Server): Promise<Server> {
  await server.kill();
  return restart();
}

async function killEngine(server: Server): Promise<Server> {
  const { pid } = await server.engine();
  process.kill(pid, 'SIGKILL');
  return server;
}

function loadOptions(url: string) {
  const count = rate * 300;
  return {
    ...{ url, stream: 'activity', connections: 4, eventsPerBody, rate },
    ...{ first: 0, count, startMs: Date.now(), eventsPerMs: rate },
  };
}

/** An event that was made after the kill is stored and can be asked for, through the server's API. */
async function newerThan(server: Server, ms: number): Promise<void> {
  const url = await server.url();
  const sql = `SELECT count() AS n FROM activity WHERE ts > fromUnixTimestamp64Milli(toInt64(${ms}))`;
  await waitFor('an event after the kill', async () => {
    const response = await fetch(`${url}/api/v1/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ datasource: 'warehouse', spec: { sql }, from: 'now-1h', to: 'now' }),
    }).catch(() => undefined);
    if (response?.ok !== true) return undefined;
    const answer = (await response.json()) as { columns: { values: number[] }[] };
    return (answer.columns[0]?.values[0] ?? 0) > 0 ? true : undefined;
  });
}

async function verify(server: Server, sent: number) {
  const read = async () => {
    const [row] = await server.rows<{ n: string; ids: string }>(
      'SELECT count() AS n, uniqExact(id) AS ids FROM activity',
    );
    return { n: Number(row?.n), ids: Number(row?.ids) };
  };
  await waitFor('all rows', async () => ((await read()).ids >= sent ? true : undefined), {
    withinMs: 20_000,
    everyMs: 250,
  }).catch(() => undefined);
  const { n, ids } = await read();
  return { lost: sent - ids, doubled: n - ids };
}

/** The server comes back on the port that the sender knows. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${await run()}\n`);
