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

/** Shortest time a live result is reused although events have come in since. */
const staleAllowedMs = 1000;
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
  invalidate({ datasource, table, from, to }: Invalidation): void {
    for (const [key, result] of this.#results) {
      if (result.datasource !== datasource) continue;
      if (result.reads !== undefined && !result.reads.includes(table)) continue;
      if (to < result.plan.range.from || from >= result.plan.range.to) continue;
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

/** How long a result may be reused, milliseconds: half a bucket up to a minute, past ranges longer. */
export function lifetimeOf({ endsNow, stepMs }: QueryPlan): number {
  return endsNow ? Math.min(Math.max(stepMs / 2, staleAllowedMs), 60_000) : 300_000;
}
