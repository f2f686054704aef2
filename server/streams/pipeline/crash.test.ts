import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { latestRows, makeDirectory, makeEvents, storedRows, type Row } from './testing/rig.ts';

const child = fileURLToPath(new URL('./testing/crash-child.ts', import.meta.url));
const total = 3000;
const kills = 6;

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** Runs the child; kills it so long after it has started, or lets it end. */
function runChild(killAfterMs: number | undefined, given: readonly string[]): Promise<string> {
  const [directory = '', ...rest] = given;
  const args = ['--import', 'tsx', child, directory, String(total), ...rest];
  const running = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  running.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (killAfterMs !== undefined && output.includes('started')) {
      setTimeout(() => running.kill('SIGKILL'), killAfterMs);
    }
  });
  return new Promise((resolve) => running.on('exit', () => resolve(output)));
}

it(
  `after ${kills} SIGKILLs nothing is lost and nothing is there twice, appended and upserted`,
  { timeout: 180_000 },
  async () => {
    const { directory, remove } = makeDirectory();
    cleanups.push(remove);
    // From before the first write to after a checkpoint.
    for (let kill = 0; kill < kills; kill++) {
      await runChild(700 + 450 * kill, [directory, 'store']);
    }
    expect(await runChild(undefined, [directory, 'store'])).toContain('done');

    const store = join(directory, 'data/datasources/store');
    const views = makeEvents(0, total).filter((row) => row['type'] === 'view');
    expect(storedRows(store, 'raw').map(({ row }) => row['n'])).toEqual(
      views.map((row) => row['n']),
    );
    const windows = latestRows(store, 'windows', ['window_start', 'type']);
    expect(windows.sort(byStart)).toEqual(windowsOf(views));
  },
);

it('the same with the real embedded ClickHouse', { timeout: 180_000 }, async () => {
  const { directory, remove } = makeDirectory();
  cleanups.push(remove);
  for (let kill = 0; kill < 3; kill++) {
    await runChild(1500 + 700 * kill, [directory, 'clickhouse']);
  }
  const output = await runChild(undefined, [
    directory,
    'clickhouse',
    'SELECT toFloat64(n) AS n FROM raw ORDER BY n',
    'SELECT toFloat64(toUnixTimestamp64Milli(window_start)) AS window_start, type, toFloat64(count) AS count, toFloat64(total) AS total FROM windows FINAL ORDER BY window_start',
  ]);
  const [, raw = '', windows = ''] = output.split('\n');
  const views = makeEvents(0, total).filter((row) => row['type'] === 'view');
  expect(JSON.parse(raw)).toEqual(views.map((row) => ({ n: row['n'] })));
  expect(JSON.parse(windows)).toEqual(windowsOf(views));
});

const byStart = (a: Row, b: Row) => Number(a['window_start']) - Number(b['window_start']);

function windowsOf(rows: readonly Row[]): Row[] {
  const windows = new Map<number, { count: number; total: number }>();
  for (const row of rows) {
    const start = Math.floor(Number(row['ts']) / 10_000) * 10_000;
    const { count, total } = windows.get(start) ?? { count: 0, total: 0 };
    windows.set(start, { count: count + 1, total: total + Number(row['n']) });
  }
  return [...windows].map(([window_start, sums]) => ({ window_start, type: 'view', ...sums }));
}
