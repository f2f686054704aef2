import type { Dataset } from '../panel-editor/query/schema-source.ts';

/** The tables that changed last, at most so many, in the order they came. */
export function foremost(tables: readonly Dataset[], most: number): readonly Dataset[] {
  const changedAt = ({ node }: Dataset): number => node.changedAt ?? 0;
  const last = new Set(tables.toSorted((a, b) => changedAt(b) - changedAt(a)).slice(0, most));
  return tables.filter((table) => last.has(table));
}
