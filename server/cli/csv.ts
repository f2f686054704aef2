import { HeliostatError } from '@heliostat/sdk';

/** A row of a CSV file: its cells and the line it begins in, counted from 1. */
export interface CsvRow {
  line: number;
  cells: string[];
}

const quote = '"';
/** Longer rows are none. */
export const maxRowChars = 16 * 1024 * 1024;

/** RFC 4180 over chunks of text: quoted cells may hold commas, doubled quotes and line breaks. */
export async function* parseCsv(chunks: AsyncIterable<string>): AsyncGenerator<CsvRow> {
  let rest = '';
  let line = 1;
  for await (const chunk of chunks) {
    rest += chunk;
    let start = 0;
    for (let end = endOfRow(rest, start); end !== -1; end = endOfRow(rest, start)) {
      const text = rest.slice(start, end);
      if (text.trim() !== '') yield { line, cells: splitRow(text) };
      line += text.split('\n').length;
      start = end + 1;
    }
    rest = rest.slice(start);
    if (rest.length > maxRowChars)
      throw new HeliostatError('INVALID_FILE', `line ${line}: a quoted cell is not closed`);
  }
  if (rest.trim() !== '') yield { line, cells: splitRow(rest) };
}

/** Position of the line feed that ends the row at `start`, or -1. */
function endOfRow(text: string, start: number): number {
  let end = text.indexOf('\n', start);
  if (end === -1 || !text.slice(start, end).includes(quote)) return end;
  let open = text.indexOf(quote, start);
  while (open !== -1 && end !== -1 && open < end) {
    const close = text.indexOf(quote, open + 1);
    if (close === -1) return -1;
    if (close > end) end = text.indexOf('\n', close);
    open = text.indexOf(quote, close + 1);
  }
  return end;
}

function splitRow(text: string): string[] {
  const row = text.endsWith('\r') ? text.slice(0, -1) : text;
  if (!row.includes(quote)) return row.split(',');
  const cells: string[] = [];
  let at = 0;
  while (at <= row.length) {
    const end = endOfCell(row, at);
    cells.push(unquote(row.slice(at, end)));
    at = end + 1;
  }
  return cells;
}

function endOfCell(row: string, at: number): number {
  let isQuoted = false;
  for (let i = at; i < row.length; i++) {
    if (row[i] === quote) isQuoted = !isQuoted;
    else if (row[i] === ',' && !isQuoted) return i;
  }
  return row.length;
}

function unquote(cell: string): string {
  const trimmed = cell.trim();
  if (!trimmed.startsWith(quote) || !trimmed.endsWith(quote) || trimmed.length < 2) return cell;
  return trimmed.slice(1, -1).replaceAll('""', quote);
}

export type ColumnType = 'integer' | 'number' | 'boolean' | 'string';

/** The narrowest type that holds every cell; `00123` is text, an empty cell says nothing. */
export function columnType(cells: readonly string[]): ColumnType {
  const values = cells.filter((cell) => cell !== '');
  if (values.length === 0) return 'string';
  if (values.every(isInteger)) return 'integer';
  if (values.every(isNumber)) return 'number';
  return values.every((cell) => /^(true|false)$/i.test(cell)) ? 'boolean' : 'string';
}

/** A cell as its column's type; what does not fit stays text and is the server's to judge. */
export function toCell(cell: string, type: ColumnType): string | number | boolean | null {
  if (cell === '') return null;
  if (type === 'integer' || type === 'number') return isNumber(cell) ? Number(cell) : cell;
  if (type === 'boolean' && /^(true|false)$/i.test(cell)) return cell.toLowerCase() === 'true';
  return cell;
}

function isInteger(cell: string): boolean {
  return /^-?(0|[1-9]\d*)$/.test(cell) && Number.isSafeInteger(Number(cell));
}

function isNumber(cell: string): boolean {
  const isWritten = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i.test(cell);
  return isWritten && Number.isFinite(Number(cell)) && !hasTooManyDigits(cell);
}

function hasTooManyDigits(cell: string): boolean {
  return /^-?\d+$/.test(cell) && !Number.isSafeInteger(Number(cell));
}
