import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { withDirectory } from '../harness/directory.ts';
import { Load, type Acceptance, type LoadResult } from '../harness/load.ts';
import { Meter, readTree } from '../harness/processes.ts';
import { Server } from '../harness/server.ts';
import { quantile } from '../harness/statistics.ts';
import { toTable } from '../harness/table.ts';

const rate = 5000;
const eventsPerBody = 250;
const measuredMs = Number(process.env['BENCH_LIVE_MS'] ?? 60_000);
const warmUpMs = 10_000;
const workspace = join(import.meta.dirname, 'workspace');

interface Probe {
  fresh: { panel: number; ms: number; atMs: number }[];
  seen: { id: number; atMs: number }[];
}

/** From a durable event to its pixels, in a real browser with 20 live panels. */
export async function run(): Promise<string> {
  return await withDirectory(async (dataDirectory) => {
    const server = new Server({ dataDirectory, workspace });
    const browser = await chromium.launch({
      executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
      args: [
        ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
        ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      ],
    });
    try {
      return await measure(server, browser);
    } finally {
      await browser.close();
      await server.stop();
    }
  });
}

async function measure(server: Server, browser: Browser): Promise<string> {
  const url = await server.url();
  const { pid: enginePid } = await server.engine();
  const load = new Load({
    ...{ url, stream: 'activity', connections: 2, eventsPerBody, rate },
    ...{ first: 0, count: (rate * (measuredMs + 60_000)) / 1000, startMs: 0, eventsPerMs: rate },
  });
  const page = await browser.newPage({ viewport: { width: 1920, height: 1200 } });
  await page.addInitScript({ path: join(import.meta.dirname, 'probe.js') });
  const sending = load.run();
  await page.goto(`${url}/d/twenty`);
  await sleep(warmUpMs);
  await forget(page);
  const meter = new Meter({
    server: { pid: server.pid, own: true },
    engine: { pid: enginePid, own: true },
    browser: { pid: browserPid() },
    sender: { pid: load.pid, own: true },
  });
  await sleep(measuredMs);
  const usage = meter.stop();
  const probe = await page.evaluate<Probe>('heliostatProbe');
  const panels = await page.locator('[data-panel]').count();
  load.finish();
  const result = await sending;
  return describe({ probe, result, panels, usage });
}

async function forget(page: Page): Promise<void> {
  await page.evaluate('heliostatProbe.fresh.length = 0');
}

/** The browser is a child of ours; Playwright does not say which. */
function browserPid(): number {
  const children = readTree(process.pid).filter(({ parent }) => parent === process.pid);
  const largest = children.map(({ pid }) => {
    const bytes = readTree(pid).reduce((sum, { rssBytes }) => sum + rssBytes, 0);
    return { pid, bytes, size: readTree(pid).length };
  });
  return largest.sort((a, b) => b.size - a.size)[0]?.pid ?? 0;
}

interface Measured {
  probe: Probe;
  result: LoadResult;
  panels: number;
  usage: ReturnType<Meter['stop']>;
}

function describe({ probe, result, panels, usage }: Measured): string {
  const seconds = measuredMs / 1000;
  const fresh = probe.fresh.map(({ ms }) => ms);
  const visible = onScreen(probe, result.acceptances);
  const live = new Set(probe.fresh.map(({ panel }) => panel)).size;
  const row = (name: string, values: readonly number[]) => [
    ...[name, values.length],
    ...[0.5, 0.95, 0.99, 1].map((rank) => Math.round(quantile(values, rank))),
  ];
  return [
    `${rate.toLocaleString('en')} events/s in bodies of ${eventsPerBody} for ${seconds} s, ${panels} panels (${live} of them had news),`,
    `${(result.accepted / result.seconds).toFixed(0)} events/s really accepted. Milliseconds.`,
    '',
    toTable(
      ['', 'samples', 'p50', 'p95', 'p99', 'max'],
      [
        row('newest event of a commit, durable → its panel acknowledged as painted', fresh),
        row('last event of each body, accepted → its number read on screen', visible),
      ],
    ),
    '',
    toTable(
      ['', 'cores', 'peak RSS MB'],
      Object.entries(usage).map(([name, { cores, peakMb }]) => [name, cores, peakMb]),
    ),
  ].join('\n');
}

/** For each body accepted while it was watched: how long until the page showed it or a later one. */
function onScreen({ seen, fresh }: Probe, acceptances: readonly Acceptance[]): number[] {
  const [from = 0, to = 0] = [fresh[0]?.atMs, fresh.at(-1)?.atMs];
  return acceptances
    .filter(({ atMs }) => atMs >= from && atMs <= to - 5000)
    .map(({ lastId, atMs }) => {
      const shown = seen.find(({ id }) => id >= lastId);
      return (shown?.atMs ?? Infinity) - atMs;
    });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${await run()}\n`);
