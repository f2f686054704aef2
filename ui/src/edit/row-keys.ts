import type { LayoutRow } from '@heliostat/sdk';
import { panelsOf } from './document/rows.ts';

/** Names for rows that stay with them while they are moved and changed, so that their panels stay on the page. */
export class RowKeys {
  #last: readonly { key: number; row: LayoutRow }[] = [];
  #next = 0;

  of(rows: readonly LayoutRow[]): readonly number[] {
    const left = new Set(this.#last);
    const take = (isIt: (row: LayoutRow) => boolean): number | undefined => {
      const found = [...left].find(({ row }) => isIt(row));
      if (found !== undefined) left.delete(found);
      return found?.key;
    };
    // The same objects first: nobody else may take their name.
    const same = rows.map((row) => take((other) => other === row));
    const named = rows.map((row, i) => {
      const key = same[i] ?? take((other) => isAlike(row, other));
      return { key: key ?? this.#next++, row };
    });
    this.#last = named;
    return named.map(({ key }) => key);
  }
}

function isAlike(a: LayoutRow, b: LayoutRow): boolean {
  const panels = new Set(a.cells.flatMap(panelsOf));
  return b.cells.flatMap(panelsOf).some((slug) => panels.has(slug)) || isSameTitle(a, b);
}

function isSameTitle({ title }: LayoutRow, other: LayoutRow): boolean {
  return title !== undefined && title === other.title;
}
