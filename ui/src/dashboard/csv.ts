import { exactAt, type CellValue, type Field, type Frame } from '@heliostat/sdk';

/** Frames as CSV (RFC 4180): one header each, times as ISO 8601, nulls empty, an empty line between. */
export function framesToCsv(frames: readonly Frame[]): string {
  return frames.map(frameToCsv).join('\r\n');
}

function frameToCsv(frame: Frame): string {
  const header = frame.fields.map((field) => quote(defuse(fieldTitle(field)))).join(',');
  const rows = Array.from({ length: frame.length }, (_, row) =>
    frame.fields.map((field) => quote(cellText(field, exactAt(field, row)))).join(','),
  );
  return [header, ...rows].map((line) => `${line}\r\n`).join('');
}

function fieldTitle(field: Field): string {
  const labels = Object.entries(field.labels ?? {}).map(([name, value]) => `${name}=${value}`);
  return labels.length === 0 ? field.name : `${field.name} ${labels.join(' ')}`;
}

function cellText(field: Field, value: CellValue): string {
  if (value === null || (typeof value === 'number' && Number.isNaN(value))) return '';
  if (field.type === 'time' && typeof value === 'number') return toIso(value);
  if (typeof value === 'object') return JSON.stringify(value);
  return field.type === 'number' ? String(value) : defuse(String(value));
}

/** A text that a spreadsheet would run as a formula is marked as text. */
function defuse(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function toIso(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
