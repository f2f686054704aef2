import { toText } from '@heliostat/sdk';
import { isSame } from '../../data/same.ts';

const most = 50;

export interface PastQuery {
  /** When it was last run, epoch milliseconds. */
  atMs: number;
  /** The datasource's own part of it. */
  spec: Readonly<Record<string, unknown>>;
}

/** The last queries that were run on each datasource, in this browser. */
export class QueryHistory {
  readonly #storage: Storage | undefined;
  readonly #now: () => number;

  constructor(storage: Storage | undefined, now: () => number = Date.now) {
    this.#storage = storage;
    this.#now = now;
  }

  /** The latest first. */
  list(datasource: string): readonly PastQuery[] {
    try {
      const value: unknown = JSON.parse(this.#storage?.getItem(keyOf(datasource)) ?? '[]');
      return Array.isArray(value) ? value.filter(isPastQuery) : [];
    } catch {
      return [];
    }
  }

  /** The same query again moves to the top; without room in the storage nothing is kept. */
  add(datasource: string, spec: PastQuery['spec']): void {
    const others = this.list(datasource).filter((past) => !isSame(past.spec, spec));
    const kept = [{ atMs: this.#now(), spec }, ...others].slice(0, most);
    try {
      this.#storage?.setItem(keyOf(datasource), JSON.stringify(kept));
    } catch {
      return;
    }
  }
}

/** A past query on one line: what it asks, without what the keys are called. */
export function summarise(spec: PastQuery['spec']): string {
  return Object.values(spec)
    .map((value) => (isText(value) ? toText(value) : JSON.stringify(value)))
    .join(' ')
    .replaceAll(/\s+/g, ' ');
}

function isText(value: unknown): value is string | readonly string[] {
  return typeof value === 'string' || Array.isArray(value);
}

function keyOf(datasource: string): string {
  return `heliostat.history.${datasource}`;
}

function isPastQuery(value: unknown): value is PastQuery {
  const { atMs, spec } = (value ?? {}) as Partial<PastQuery>;
  return typeof atMs === 'number' && typeof spec === 'object';
}
