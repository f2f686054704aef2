import { isNull, type Field, type Frame } from '@heliostat/sdk';

export interface Sort {
  field: string;
  direction: 'up' | 'down';
}

/** `-views` is views downwards; undefined for nothing. */
export function parseSort(text: string | undefined): Sort | undefined {
  if (text === undefined || text === '' || text === '-') return;
  return text.startsWith('-')
    ? { field: text.slice(1), direction: 'down' }
    : { field: text, direction: 'up' };
}

/** What a click on a head does: numbers go down first, texts up; the third click takes the sort off. */
export function nextSort(
  sort: Sort | undefined,
  field: string,
  isNumeric: boolean,
): Sort | undefined {
  const first = isNumeric ? 'down' : 'up';
  if (sort?.field !== field) return { field, direction: first };
  return sort.direction === first
    ? { field, direction: first === 'up' ? 'down' : 'up' }
    : undefined;
}

/** Rows in the order they are shown: positions in the frame. Stable; nulls and NaN always come last. */
export function sortRows(frame: Frame, sort: Sort | undefined): Uint32Array {
  const rows = Uint32Array.from({ length: frame.length }, (_, row) => row);
  const field = frame.fields.find(({ name }) => name === sort?.field);
  if (sort === undefined || field === undefined) return rows;
  const compare = comparator(field);
  const sign = sort.direction === 'up' ? 1 : -1;
  return rows.sort((a, b) => {
    const missing = Number(isMissing(field, a)) - Number(isMissing(field, b));
    return missing !== 0 ? missing : sign * compare(a, b) || a - b;
  });
}

/** Rows to draw: those in view and a few around them, so that scrolling shows no holes. */
export function visibleRows(view: {
  scrollTop: number;
  height: number;
  rowHeight: number;
  count: number;
}) {
  const { scrollTop, height, rowHeight, count } = view;
  const around = 8;
  const start = Math.max(0, Math.floor(scrollTop / rowHeight) - around);
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + around);
  return { start: Math.min(start, count), end: Math.max(end, Math.min(start, count)) };
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

function comparator(field: Field): (a: number, b: number) => number {
  if (field.type === 'string' || field.type === 'json')
    return (a, b) => collator.compare(textAt(field, a), textAt(field, b));
  const { values } = field;
  return (a, b) => (values[a] ?? 0) - (values[b] ?? 0);
}

function textAt(field: Field, row: number): string {
  const value = field.values[row];
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function isMissing(field: Field, row: number): boolean {
  return isNull(field, row) || Number.isNaN(field.values[row]);
}
