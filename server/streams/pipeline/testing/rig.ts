import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EventSchema } from '@heliostat/sdk';
import type { Effects } from '../../../effects.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The real processors, and the store and trap of the tests. */
export const pluginDirectories = [
  resolve(here, '../../../../plugins/processors'),
  join(here, 'plugins'),
];
export const datasourceDirectory = resolve(here, '../../../../plugins/datasources');

export const schema: EventSchema = {
  time: 'ts',
  fields: [
    { name: 'ts', type: 'time' },
    { name: 'type', type: 'string' },
    { name: 'n', type: 'integer' },
    { name: 'bad', type: 'boolean', nullable: true },
    { name: 'refuse', type: 'boolean', nullable: true },
  ],
};

export type Row = Readonly<Record<string, unknown>>;

/** Events a quarter of a second apart: `n` numbers them. */
export function makeEvents(from: number, count: number): Row[] {
  return Array.from({ length: count }, (_, i) => {
    const n = from + i;
    return { ts: 1_700_000_000_000 + 250 * n, type: n % 3 === 0 ? 'like' : 'view', n };
  });
}

export function toPayload(rows: readonly Row[]): Buffer {
  return Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

/** A directory that goes away, with what the test store has in it. */
export function makeDirectory(): { directory: string; remove: () => void } {
  const directory = mkdtempSync(join(tmpdir(), 'heliostat-pipeline-'));
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/** Rows of a table of the test store, in the order they were stored. */
export function storedRows(directory: string, table: string): { row: Row; seq: number }[] {
  const file = join(directory, `${table}.ndjson`);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .flatMap((line) => {
      const { rows, seqs } = JSON.parse(line) as { rows: Row[]; seqs: number[] };
      return rows.map((row, i) => ({ row, seq: seqs[i] ?? -1 }));
    });
}

/** The row with the highest sequence per key: what an upsert store would show. */
export function latestRows(directory: string, table: string, key: readonly string[]): Row[] {
  const latest = new Map<string, { row: Row; seq: number }>();
  for (const stored of storedRows(directory, table)) {
    const name = JSON.stringify(key.map((field) => stored.row[field]));
    const before = latest.get(name);
    if (before === undefined || before.seq <= stored.seq) latest.set(name, stored);
  }
  return [...latest.values()].map(({ row }) => row);
}

export function buildEffects(): Effects & { messages: string[] } {
  const messages: string[] = [];
  const log = (fields: object, message: string) =>
    void messages.push(`${message} ${JSON.stringify(fields)}`);
  return {
    messages,
    now: () => Date.now(),
    log: { debug: log, info: log, warn: log, error: log },
    observe: () => undefined,
  };
}

/** Polls until it holds; fails the test when it does not within `timeoutMs`. */
export async function until(holds: () => boolean, timeoutMs = 20_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${String(holds)}`);
    await new Promise((wake) => setTimeout(wake, 20));
  }
}

export function touch(file: string): void {
  mkdirSync(join(file, '..'), { recursive: true });
  appendFileSync(file, '');
}
