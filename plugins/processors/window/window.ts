import {
  emptyBatch,
  type Batch,
  type Processor,
  type ProcessorHost,
  type ProcessorState,
} from '@heliostat/sdk';
import type { Aggregate } from './aggregates/compile.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { Pane, groupKey, readGroup, writeGroup, type Group } from './groups.ts';

interface WindowPlan {
  sizeMs: number;
  slideMs: number;
  by: readonly string[];
  aggregates: readonly Aggregate[];
  maxGroups: number;
  host: ProcessorHost;
}

/** Key of the watermark among the state; groups have JSON keys, so it cannot be one of them. */
const watermarkKey = 'watermark';

/**
 * Aggregates over panes one slide long; a window is the sum of its panes. A window is final once
 * the watermark has reached its end, and a pane is forgotten with its last window.
 */
export class WindowProcessor implements Processor {
  readonly #plan: WindowPlan;
  readonly #panes = new Map<number, Pane>();
  readonly #by: unknown[];
  #watermark = -Infinity;
  #open = 0;
  #fresh: Group[] = [];
  #dirty: Group[] = [];
  #forgotten: string[] = [];
  #watermarkDirty = false;

  constructor(plan: WindowPlan) {
    this.#plan = plan;
    this.#by = plan.by.map(() => null);
  }

  readonly state: ProcessorState = {
    changes: () => this.#changes(),
    restore: (entries) => this.#restore(entries),
  };

  process({ rows, seqs, times }: Batch): Batch {
    const { aggregates } = this.#plan;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] ?? {};
      const seq = seqs[i] ?? 0;
      const group = this.#groupOf(row, times[i] ?? 0, seq);
      if (group === undefined) continue;
      group.seq = seq;
      for (let a = 0; a < aggregates.length; a++) {
        group.accumulators[a]?.add(aggregates[a]?.value(row));
      }
      this.#mark(group);
    }
    return emptyBatch;
  }

  onWatermark(watermarkMs: number): Batch {
    const before = this.#watermark;
    if (watermarkMs <= before) return emptyBatch;
    this.#watermark = watermarkMs;
    this.#watermarkDirty = true;
    const { sizeMs, slideMs } = this.#plan;
    // Windows end on multiples of the slide: between two of them nothing becomes final.
    if (Math.floor(before / slideMs) === Math.floor(watermarkMs / slideMs)) return emptyBatch;
    const final = new Set<number>();
    for (const pane of this.#panes.keys()) {
      for (const start of this.#windowsOf(pane)) {
        if (start + sizeMs > before && start + sizeMs <= watermarkMs) final.add(start);
      }
    }
    const results = [...final].sort((a, b) => a - b).flatMap((start) => this.#window(start));
    this.#forget();
    return this.#toBatch(results);
  }

  flush(): Batch {
    const changed = this.#fresh.filter((group) => group.fresh);
    this.#fresh = [];
    for (const group of changed) group.fresh = false;
    if (this.#plan.slideMs === this.#plan.sizeMs) {
      return this.#toBatch(changed.map((group) => ({ start: group.pane, group })));
    }
    return this.#toBatch(this.#changedWindows(changed));
  }

  #groupOf(row: Readonly<Record<string, unknown>>, time: number, seq: number): Group | undefined {
    const { slideMs, by } = this.#plan;
    const start = Math.floor(time / slideMs) * slideMs;
    if (start + this.#plan.sizeMs <= this.#watermark) {
      this.#rejectLate(time, seq);
      return undefined;
    }
    for (let i = 0; i < by.length; i++) this.#by[i] = row[by[i] ?? ''] ?? null;
    const pane = this.#panes.get(start);
    return pane?.find(this.#by) ?? this.#openGroup(start, seq);
  }

  #openGroup(start: number, seq: number): Group | undefined {
    if (this.#open >= this.#plan.maxGroups) {
      const reason = `window: more than ${this.#plan.maxGroups} open groups (maxGroups)`;
      this.#plan.host.reject(seq, reason);
      return undefined;
    }
    const accumulators = this.#plan.aggregates.map((aggregate) => aggregate.open());
    const by = [...this.#by];
    const group = { pane: start, by, accumulators, seq, fresh: false, dirty: false };
    this.#insert(group);
    return group;
  }

  #insert(group: Group): void {
    let pane = this.#panes.get(group.pane);
    if (pane === undefined) {
      pane = new Pane();
      this.#panes.set(group.pane, pane);
    }
    pane.add(group);
    this.#open++;
  }

  #rejectLate(time: number, seq: number): void {
    const behindMs = this.#watermark + this.#plan.host.latenessMs - time;
    this.#plan.host.reject(
      seq,
      `late: ${behindMs} ms behind the newest event, all its windows are final (lateness ${this.#plan.host.latenessMs} ms)`,
    );
  }

  #mark(group: Group): void {
    if (!group.fresh) {
      group.fresh = true;
      this.#fresh.push(group);
    }
    if (!group.dirty) {
      group.dirty = true;
      this.#dirty.push(group);
    }
  }

  /** Starts of the windows that hold a pane, ascending. */
  #windowsOf(pane: number): number[] {
    const { sizeMs, slideMs } = this.#plan;
    const count = sizeMs / slideMs;
    return Array.from({ length: count }, (_, i) => pane - sizeMs + (i + 1) * slideMs);
  }

  /** One result per value of the `by` fields that occurs in the window. */
  #window(start: number): Result[] {
    const { sizeMs, slideMs } = this.#plan;
    const seen = new Pane();
    for (let pane = start; pane < start + sizeMs; pane += slideMs) {
      for (const group of this.#panes.get(pane)?.groups ?? []) {
        if (seen.find(group.by) === undefined) seen.add(this.#merged(start, group.by));
      }
    }
    return seen.groups.map((group) => ({ start, group }));
  }

  #merged(start: number, by: readonly unknown[]): Group {
    const { sizeMs, slideMs, aggregates } = this.#plan;
    const accumulators = aggregates.map((aggregate) => aggregate.open());
    const sum: Group = { pane: start, by, accumulators, seq: 0, fresh: false, dirty: false };
    for (let pane = start; pane < start + sizeMs; pane += slideMs) {
      const part = this.#panes.get(pane)?.find(by);
      if (part === undefined) continue;
      sum.seq = Math.max(sum.seq, part.seq);
      accumulators.forEach((accumulator, i) => accumulator.merge(part.accumulators[i]));
    }
    return sum;
  }

  #changedWindows(changed: readonly Group[]): Result[] {
    const windows = new Map<number, Pane>();
    for (const { pane, by } of changed) {
      for (const start of this.#windowsOf(pane)) {
        if (start + this.#plan.sizeMs <= this.#watermark) continue;
        const seen = windows.get(start) ?? new Pane();
        windows.set(start, seen);
        if (seen.find(by) === undefined) seen.add(this.#merged(start, by));
      }
    }
    return [...windows].flatMap(([start, { groups }]) => groups.map((group) => ({ start, group })));
  }

  #forget(): void {
    for (const [start, pane] of this.#panes) {
      if (start + this.#plan.sizeMs > this.#watermark) continue;
      this.#panes.delete(start);
      this.#open -= pane.groups.length;
      for (const group of pane.groups) {
        group.fresh = false;
        group.dirty = false;
        this.#forgotten.push(groupKey(group));
      }
    }
  }

  #toBatch(results: Result[]): Batch {
    if (results.length === 0) return emptyBatch;
    results.sort((a, b) => a.group.seq - b.group.seq || a.start - b.start);
    return {
      rows: results.map((result) => this.#toRow(result)),
      seqs: Float64Array.from(results, ({ group }) => group.seq),
      times: Float64Array.from(results, ({ start }) => start),
    };
  }

  #toRow({ start, group }: Result): Readonly<Record<string, unknown>> {
    const row: Record<string, unknown> = { window_start: start };
    this.#plan.by.forEach((name, i) => (row[name] = group.by[i]));
    this.#plan.aggregates.forEach(({ field }, i) => {
      row[field.name] = group.accumulators[i]?.result();
    });
    return row;
  }

  *#changes(): Iterable<readonly [string, Uint8Array | null]> {
    const [dirty, forgotten] = [this.#dirty, this.#forgotten];
    [this.#dirty, this.#forgotten] = [[], []];
    for (const key of forgotten) yield [key, null];
    for (const group of dirty) {
      if (!group.dirty) continue;
      group.dirty = false;
      yield [groupKey(group), writeGroup(group)];
    }
    if (!this.#watermarkDirty) return;
    this.#watermarkDirty = false;
    const writer = new ByteWriter();
    writer.number(this.#watermark);
    yield [watermarkKey, writer.finish()];
  }

  #restore(entries: Iterable<readonly [string, Uint8Array]>): void {
    for (const [key, bytes] of entries) {
      if (key === watermarkKey) this.#watermark = new ByteReader(bytes).number();
      else this.#insert(readGroup(key, bytes, this.#plan.aggregates));
    }
  }
}

interface Result {
  start: number;
  group: Group;
}
