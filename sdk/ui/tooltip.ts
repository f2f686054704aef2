import type { Filter } from '../datasource.ts';
import { formatExact } from '../format.ts';

/** One line of a tooltip. */
export interface TooltipRow {
  name: string;
  /** The value, formatted. */
  text: string;
  /** What is copied, with all its digits; default: the text. */
  value?: number | null;
  color: string;
  dash?: readonly number[];
  /** The mark under the pointer. */
  isStrong?: boolean;
  /** ✓ ▲ ■, where the value is in a status. */
  shape?: string;
  /** What its mark stands for: pinned, it can be filtered by. */
  filters?: readonly Filter[];
}

/** The rows whose name has every word of the search, whatever their case. */
export function filterRows(rows: readonly TooltipRow[], search: string): readonly TooltipRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
}

/** Lines of name and value for a spreadsheet, under a head line. */
export function toTsv(title: string, rows: readonly TooltipRow[]): string {
  const lines = rows.map(({ name, text, value }) => [
    name,
    value === undefined ? text : formatExact(value),
  ]);
  return [['', title], ...lines].map((cells) => cells.map(toCell).join('\t')).join('\n');
}

/** A name may hold anything: tabs and line ends would be cells, `=…` would be computed. */
function toCell(text: string): string {
  const flat = text.replaceAll(/[\t\r\n]+/g, ' ');
  return /^[=@+-]/.test(flat) ? `'${flat}` : flat;
}
