import {
  HeliostatError,
  fieldByName,
  fieldFromValues,
  timeField,
  valueAt,
  type CellValue,
  type EventSchema,
  type Field,
  type Frame,
} from '@heliostat/sdk';
import { didYouMean } from '@heliostat/sdk/check';

/** Some rows of a frame, in the order given; a row may come twice. */
export function takeRows(frame: Frame, rows: ArrayLike<number>): Frame {
  const fields = frame.fields.map((field) => takeValues(field, rows));
  return { fields, length: rows.length };
}

function takeValues(field: Field, rows: ArrayLike<number>): Field {
  const values = Array.from(rows, (row) => valueAt(field, row));
  return fieldFromValues(field, values);
}

/** A frame with one more field, or with the field of that name replaced. */
export function withField(frame: Frame, field: Field): Frame {
  const at = frame.fields.findIndex(({ name }) => name === field.name);
  const fields = at < 0 ? [...frame.fields, field] : frame.fields.with(at, field);
  return { ...frame, fields };
}

/** The field of that name. Throws INVALID_QUERY with near names. */
export function needField(frame: Frame, name: string, option: string): Field {
  const field = fieldByName(frame, name);
  if (field !== undefined) return field;
  const names = frame.fields.map((known) => known.name);
  throw new HeliostatError(
    'INVALID_QUERY',
    `${option}: no field "${name}"${didYouMean(name, names)}`,
    { hint: `There are ${names.join(', ') || 'none'}.` },
  );
}

/** Throws INVALID_QUERY where two fields have one name: the second could not be named. */
export function refuseTwins(fields: readonly Field[], option: string): void {
  const names = fields.map(({ name }) => name);
  const twin = names.find((name, i) => names.indexOf(name) < i);
  if (twin === undefined) return;
  throw new HeliostatError('INVALID_QUERY', `${option}: two fields would be called "${twin}"`, {
    hint: 'Give one of them another name.',
  });
}

/** What a CEL expression over the rows of a frame may name. */
export function rowSchema(frame: Frame): EventSchema {
  const fields = frame.fields.map(({ name, type }) => ({ name, type, nullable: true }));
  return { fields, time: timeField(frame)?.name ?? '' };
}

/** Reads rows as objects with these fields only. */
export function rowReader(
  frame: Frame,
  names: readonly string[],
): (row: number) => Record<string, CellValue> {
  const fields = names.map((name) => needField(frame, name, 'expression'));
  return (row) => Object.fromEntries(fields.map((field) => [field.name, valueAt(field, row)]));
}

/** Rows by equal values in `by`, in the order of their first rows. */
export function groupRows(frame: Frame, by: readonly Field[]): number[][] {
  const groups = new Map<string, number[]>();
  for (let row = 0; row < frame.length; row++) {
    const key = by.map((field) => cellKey(valueAt(field, row))).join();
    const rows = groups.get(key);
    if (rows === undefined) groups.set(key, [row]);
    else rows.push(row);
  }
  return [...groups.values()];
}

/** Equal for equal cells only; NaN is as good as null. */
export function cellKey(value: CellValue): string {
  return value === Infinity || value === -Infinity ? String(value) : JSON.stringify(value);
}

/** Order of two cells: numbers by size, the rest as text; null comes last. */
export function compareCells(a: CellValue, b: CellValue): number {
  const [noA, noB] = [isMissing(a), isMissing(b)];
  if (noA || noB) return Number(noA) - Number(noB);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [textA, textB] = [toText(a), toText(b)];
  return textA < textB ? -1 : textA > textB ? 1 : 0;
}

export function isMissing(value: CellValue): boolean {
  return value === null || (typeof value === 'number' && Number.isNaN(value));
}

/** A cell as text, for names and comparisons. */
export function toText(value: CellValue): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
