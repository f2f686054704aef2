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
function runChild(directory: string, killAfterMs: number | undefined): Promise<string> {
  const args = ['--import', 'tsx', child, directory, String(total), '7'];
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
    for (let kill = 0; kill < kills; kill++) await runChild(directory, 700 + 450 * kill);
    expect(await runChild(directory, undefined)).toContain('done');

    const store = join(directory, 'data/datasources/store');
    const views = makeEvents(0, total).filter((row) => row['type'] === 'view');
    expect(storedRows(store, 'raw').map(({ row }) => row['n'])).toEqual(
      views.map((row) => row['n']),
    );
    const windows = latestRows(store, 'windows', ['window_start', 'type']);
    expect(windows.sort(byStart)).toEqual(windowsOf(views));
  },
);

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
