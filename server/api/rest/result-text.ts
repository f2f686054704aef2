import { exactAt, isNull, type Field, type Frame } from '@heliostat/sdk';

/** Rows per piece, so that a large result is never one string. */
const pieceRows = 1000;

/** RFC 4180: CRLF, quotes where needed, times as ISO 8601, and no text that a spreadsheet would run. */
export function* toCsv(frame: Frame): Iterable<string> {
  yield `${frame.fields.map(({ name }) => csvText(name)).join(',')}\r\n`;
  for (let start = 0; start < frame.length; start += pieceRows) {
    let piece = '';
    const end = Math.min(frame.length, start + pieceRows);
    for (let row = start; row < end; row++)
      piece += `${frame.fields.map((field) => csvCell(field, row)).join(',')}\r\n`;
    yield piece;
  }
}

function csvCell(field: Field, row: number): string {
  if (isNull(field, row)) return '';
  switch (field.type) {
    case 'time':
      return isoTime(field.values[row] ?? NaN);
    case 'number':
      return `${exactAt(field, row) as number | string}`;
    case 'boolean':
      return field.values[row] === 1 ? 'true' : 'false';
    case 'string':
      return csvText(field.values[row] ?? '');
    case 'json':
      return csvText(JSON.stringify(field.values[row] ?? null));
  }
}

/** Empty for a time beyond what ISO 8601 can write: the columns beside it are still worth having. */
function isoTime(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

/** A leading = + - @ (or tab, CR) would be a formula to a spreadsheet: an apostrophe makes it text. */
function csvText(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** `{"columns": [{name, type, values}], "rows": n, …head}`, piece by piece. */
export function* toJson(frame: Frame, head: Readonly<Record<string, unknown>>): Iterable<string> {
  const meta = JSON.stringify({ ...head, rows: frame.length }).slice(0, -1);
  yield `${meta},"columns":[`;
  for (const [i, field] of frame.fields.entries()) {
    const { name, type, unit, labels } = field;
    const column = JSON.stringify({ name, type, unit, labels }).slice(0, -1);
    yield `${i === 0 ? '' : ','}${column},"values":[`;
    for (let start = 0; start < frame.length; start += pieceRows) {
      const end = Math.min(frame.length, start + pieceRows);
      const values = Array.from({ length: end - start }, (_, k) => exactAt(field, start + k));
      yield `${start === 0 ? '' : ','}${JSON.stringify(values).slice(1, -1)}`;
    }
    yield ']}';
  }
  yield ']}';
}
