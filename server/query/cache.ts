import type { QueryStats } from '@heliostat/sdk';
import type { Invalidation, QueryPlan } from './service.ts';

/** A finished result. */
export interface CachedResult {
  datasource: string;
  /** Tables it was made of; undefined while or when that is not known. */
  reads: readonly string[] | undefined;
  plan: QueryPlan;
  chunks: readonly Uint8Array[];
  bytes: number;
  rows: number;
  stats: QueryStats;
  storedAtMs: number;
  expiresAtMs: number;
}

/** Shortest time, milliseconds, a result up to now is reused although events have come in since. */
export const staleAllowedMs = 1000;
/** What an entry costs beyond its bytes. */
const overheadBytes = 512;

/** Finished results, the least recently used first to go when they take more than `maxBytes`. */
export class ResultCache {
  readonly #maxBytes: number;
  readonly #results = new Map<string, CachedResult>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string, now: number): CachedResult | undefined {
    const result = this.#results.get(key);
    if (result === undefined) return;
    this.#remove(key, result);
    if (result.expiresAtMs <= now) return;
    this.#add(key, result);
    return result;
  }

  set(key: string, result: CachedResult): void {
    const old = this.#results.get(key);
    if (old !== undefined) this.#remove(key, old);
    this.#add(key, result);
    for (const [oldest, victim] of this.#results) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#remove(oldest, victim);
    }
  }

  /** Results that read what has changed soon expire; past ones at once. */
  invalidate(change: Invalidation): void {
    for (const [key, result] of this.#results) {
      if (result.reads?.includes(change.table) === false || !touches(change, result)) continue;
      if (!result.plan.endsNow) this.#remove(key, result);
      else result.expiresAtMs = Math.min(result.expiresAtMs, result.storedAtMs + staleAllowedMs);
    }
  }

  /** The datasource is another one now. */
  forget(datasource: string): void {
    for (const [key, result] of this.#results)
      if (result.datasource === datasource) this.#remove(key, result);
  }

  #add(key: string, result: CachedResult): void {
    this.#results.set(key, result);
    this.#bytes += result.bytes + overheadBytes;
  }

  #remove(key: string, result: CachedResult): void {
    this.#results.delete(key);
    this.#bytes -= result.bytes + overheadBytes;
  }
}

/** Whether the change is of the datasource and within the range. */
export function touches(
  { datasource, from, to }: Invalidation,
  read: { datasource: string; plan: QueryPlan },
): boolean {
  const { range } = read.plan;
  return datasource === read.datasource && to >= range.from && from < range.to;
}

/** How long a result may be reused, milliseconds: half a bucket up to a minute, past ranges longer. */
export function lifetimeOf({ endsNow, stepMs }: QueryPlan): number {
  return endsNow ? Math.min(Math.max(stepMs / 2, staleAllowedMs), 60_000) : 300_000;
}
