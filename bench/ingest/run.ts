import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { withDirectory } from '../harness/directory.ts';
import { countReal } from '../harness/events.ts';
import { Load, type LoadOptions } from '../harness/load.ts';
import { Meter, type Usage } from '../harness/processes.ts';
import { Server } from '../harness/server.ts';
import { toRatio, toTable } from '../harness/table.ts';
import { waitFor } from '../harness/wait.ts';
import type { RawOptions, RawResult } from './raw.ts';

const count = Number(process.env['BENCH_EVENTS'] ?? 1_500_000);
const eventsPerBody = 2000;
/** Event time runs as fast as the target, so that windows open and close as they would. */
const eventsPerMs = 150;

interface Outcome {
  name: string;
  events: number;
  seconds: number;
  lost: number;
  doubled: number;
  usage: Record<string, Usage>;
}

/** Sustained ingest, from HTTP to committed, against libchdb fed the same bytes. */
export async function run(): Promise<string> {
  const raw = await measureRaw();
  const window = await measurePipeline('window');
  const append = await measurePipeline('append');
  const outcomes = [raw, window, append];
  const rate = ({ events, seconds }: Outcome) => events / seconds;
  const rows = outcomes.map((outcome) => [
    outcome.name,
    rate(outcome),
    toRatio(rate(outcome), rate(raw)),
    sum(outcome, 'cpuSeconds'),
    (1e6 * sum(outcome, 'cpuSeconds')) / outcome.events,
    sum(outcome, 'peakMb'),
    sum(outcome, 'mbPerMinute'),
    outcome.lost,
    outcome.doubled,
  ]);
  return [
    `${count.toLocaleString('en')} events of about 150 bytes in bodies of ${eventsPerBody}, 4 connections; CPU and`,
    'memory are those of server and engine; the sender runs on the same two cores and is not counted.',
    '',
    toTable(
      [
        '',
        'events/s',
        'of raw',
        'CPU s',
        'CPU µs/event',
        'peak RSS MB',
        'RSS MB/min',
        'lost',
        'doubled',
      ],
      rows,
    ),
    '',
    ...[window, append].map(describeUsage),
  ].join('\n');
}

function sum({ usage }: Outcome, key: keyof Usage): number {
  return Object.values(usage).reduce((total, each) => total + each[key], 0);
}

function describeUsage({ name, usage }: Outcome): string {
  const parts = Object.entries(usage).map(
    ([process, { cores, peakMb }]) =>
      `${process} ${cores.toFixed(2)} cores, ${Math.round(peakMb)} MB`,
  );
  return `- ${name}: ${parts.join('; ')}`;
}

async function measureRaw(): Promise<Outcome> {
  return await withDirectory(async (directory) => {
    const child = fork(join(import.meta.dirname, 'raw.ts'), [], { execArgv: ['--import', 'tsx'] });
    const startMs = Date.now();
    child.send({
      directory,
      first: 0,
      count,
      startMs,
      eventsPerMs,
      eventsPerBody,
    } satisfies RawOptions);
    await once(child, 'message');
    const meter = new Meter({ engine: { pid: child.pid ?? 0 } });
    child.send('go');
    const [{ seconds, rows }] = (await once(child, 'message')) as [RawResult];
    const usage = meter.stop();
    return { name: 'libchdb alone', events: count, seconds, lost: count - rows, doubled: 0, usage };
  });
}

async function measurePipeline(name: 'window' | 'append'): Promise<Outcome> {
  return await withDirectory(async (directory) => {
    const nodeFlags = (process.env['BENCH_NODE_FLAGS'] ?? '').split(' ').filter(Boolean);
    const workspace = join(import.meta.dirname, name);
    const server = new Server({ dataDirectory: directory, workspace, nodeFlags });
    try {
      const url = await server.url();
      const engine = await server.engine();
      await server.caughtUp();
      const load = new Load(loadOptions(url));
      await load.ready();
      const meter = new Meter({
        server: { pid: server.pid, own: true },
        engine: { pid: engine.pid, own: true },
      });
      const startedAt = performance.now();
      const sent = await load.run();
      await stored(server, checks[name]);
      const seconds = (performance.now() - startedAt) / 1000;
      const usage = meter.stop();
      const verdict = await verify(server, checks[name]);
      return { name: `${name} pipeline`, events: sent.accepted, seconds, ...verdict, usage };
    } finally {
      await server.stop();
    }
  });
}

function loadOptions(url: string): LoadOptions {
  const startMs = Date.now() - 3_600_000;
  return {
    ...{ url, stream: 'activity', connections: 4, eventsPerBody },
    ...{ first: 0, count, startMs, eventsPerMs },
  };
}

/** Stored is what a query sees: asked for until all of it is there, or nothing has come for a while. */
async function stored(server: Server, { sql, wanted }: Check): Promise<number> {
  return await waitFor(
    'the rows',
    async () => {
      const [row] = await server.rows<{ n: string }>(sql);
      const found = Number(row?.n ?? 0);
      return found >= wanted ? found : undefined;
    },
    { withinMs: 120_000, everyMs: 50 },
  );
}

interface Check {
  /** Answers `n`, what is stored. */
  sql: string;
  wanted: number;
  /** Answers `n`, the distinct ones among them. */
  distinct: string;
}

const checks: Readonly<Record<'window' | 'append', Check>> = {
  window: {
    sql: 'SELECT sum(events) AS n FROM engagement_10s FINAL',
    wanted: countReal(count),
    distinct: 'SELECT sum(events) AS n FROM engagement_10s FINAL',
  },
  append: {
    sql: 'SELECT count() AS n FROM activity',
    wanted: count,
    distinct: 'SELECT uniqExact(id) AS n FROM activity',
  },
};

/** Looks again after a while: what was sent twice may come late. */
async function verify(server: Server, { sql, wanted, distinct }: Check) {
  await sleep(1000);
  const [all] = await server.rows<{ n: string }>(sql);
  const [different] = await server.rows<{ n: string }>(distinct);
  const [n, unique] = [Number(all?.n), Number(different?.n)];
  return { lost: Math.max(0, wanted - unique), doubled: Math.max(0, n - wanted) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${await run()}\n`);
