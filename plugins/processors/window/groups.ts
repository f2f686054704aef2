import type { Aggregate } from './aggregates/compile.ts';
import type { Accumulator } from './aggregates/accumulator.ts';
import { ByteReader, ByteWriter } from './bytes.ts';

/** The running aggregates of one pane (a slide of time) and one value of the `by` fields. */
export interface Group {
  pane: number;
  by: readonly unknown[];
  accumulators: readonly Accumulator[];
  /** Log sequence of the last event in it. */
  seq: number;
  /** Changed since the last flush. */
  fresh: boolean;
  /** Changed since the last checkpoint. */
  dirty: boolean;
}

/** A map from the values of the `by` fields, one level per field: no key text is built per event. */
type Branch = Map<unknown, Branch | Group>;

/** All groups of one pane. */
export class Pane {
  readonly groups: Group[] = [];
  readonly #root: Branch = new Map();

  find(by: readonly unknown[]): Group | undefined {
    let node: Branch | Group | undefined = this.#root;
    for (const value of by) {
      node = (node as Branch).get(value);
      if (node === undefined) return undefined;
    }
    return by.length === 0 ? this.groups[0] : (node as Group);
  }

  add(group: Group): void {
    this.groups.push(group);
    let branch = this.#root;
    group.by.forEach((value, depth) => {
      if (depth === group.by.length - 1) {
        branch.set(value, group);
        return;
      }
      const next = (branch.get(value) as Branch | undefined) ?? new Map<unknown, Branch | Group>();
      branch.set(value, next);
      branch = next;
    });
  }
}

/** Where a group is kept: the pane and the `by` values as JSON. */
export function groupKey(group: Group): string {
  return JSON.stringify([group.pane, ...group.by]);
}

export function writeGroup(group: Group): Uint8Array {
  const writer = new ByteWriter();
  writer.number(group.seq);
  for (const accumulator of group.accumulators) accumulator.write(writer);
  return writer.finish();
}

export function readGroup(key: string, bytes: Uint8Array, aggregates: readonly Aggregate[]): Group {
  const [pane, ...by] = JSON.parse(key) as [number, ...unknown[]];
  const reader = new ByteReader(bytes);
  const seq = reader.number();
  const accumulators = aggregates.map((aggregate) => {
    const accumulator = aggregate.open();
    accumulator.read(reader);
    return accumulator;
  });
  return { pane, by, accumulators, seq, fresh: false, dirty: false };
}
