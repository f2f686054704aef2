import type { Filter } from '../datasource.ts';

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
  const lines = rows.map((row) => [toCell(row.name), valueCell(row)]);
  return [['', toCell(title)], ...lines].map((cells) => cells.join('\t')).join('\n');
}

/** A number as spreadsheets read it: with a hyphen for its sign. */
function valueCell({ text, value }: TooltipRow): string {
  if (value === undefined) return toCell(text);
  return value === null || Number.isNaN(value) ? '–' : String(value);
}

/** A name may hold anything: tabs and line ends would be cells, `=…` would be computed. */
function toCell(text: string): string {
  const flat = text.replaceAll(/[\t\r\n]+/g, ' ');
  return /^[=@+-]/.test(flat) ? `'${flat}` : flat;
}
