import { filterOperators, type FieldType, type Filter } from '@heliostat/sdk';

/** What a field may be held against, the likeliest first. */
export function operatorsFor(type: FieldType): readonly Filter['op'][] {
  const left: Partial<Record<FieldType, readonly string[]>> = {
    boolean: ['in', 'not in', '<', '<=', '>', '>=', 'matches'],
    number: ['matches'],
    time: ['in', 'not in', 'matches'],
    string: ['<', '<=', '>', '>='],
  };
  return filterOperators.filter((op) => left[type]?.includes(op) !== true);
}

/** Whether it takes several values. */
export function isListed(op: Filter['op']): boolean {
  return op === 'in' || op === 'not in';
}

/** What was typed or chosen, as a value of the field's type; text where it is none. */
export function toFilterValue(text: string, type: FieldType): string | number | boolean {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (type !== 'number' || text.trim() === '') return text;
  const value = Number(text);
  // A whole number beyond what a double holds would be another one: as text it stays itself.
  const isExact = Number.isSafeInteger(value) || /[.e]/i.test(text);
  return Number.isFinite(value) && isExact ? value : text;
}

/** The filter of the chosen values; undefined while there are none. */
export function toFilter(
  field: string,
  { op, type, texts }: { op: Filter['op']; type: FieldType; texts: readonly string[] },
): Filter | undefined {
  const values = texts.map((text) => toFilterValue(text, type));
  const [first] = values;
  if (first === undefined) return undefined;
  if (!isListed(op)) return { field, op, value: first };
  return { field, op, value: values.filter((value) => typeof value !== 'boolean') };
}

/** The chosen values of a filter, as they are listed. */
export function textsOf({ value }: Filter): readonly string[] {
  return [value].flat().map(String);
}
