import { HeliostatError, type Frame } from '@heliostat/sdk';

const arrays: Readonly<Record<string, (values: unknown) => boolean>> = {
  time: (values) => values instanceof Float64Array,
  number: (values) => values instanceof Float64Array,
  boolean: (values) => values instanceof Uint8Array,
  string: (values) => Array.isArray(values) && values.every((value) => typeof value === 'string'),
  json: (values) => Array.isArray(values),
};

/** What a plugin has answered, as a frame. Throws PLUGIN_FAILED, naming what is wrong with it. */
export function checkFrame(answer: unknown): Frame {
  if (!isRecord(answer)) refuse('frame', 'an object', answer);
  const { fields, length } = answer;
  if (!Number.isSafeInteger(length) || Number(length) < 0)
    refuse('frame.length', 'a whole number', length);
  if (!Array.isArray(fields)) refuse('frame.fields', 'a list', fields);
  fields.forEach((field: unknown, i) => checkField(`frame.fields[${i}]`, field, Number(length)));
  return answer as unknown as Frame;
}

function checkField(place: string, field: unknown, length: number): void {
  if (!isRecord(field)) refuse(place, 'an object', field);
  const { name, type, values, nulls } = field;
  if (typeof name !== 'string') refuse(`${place}.name`, 'text', name);
  const isOfType = typeof type === 'string' && Object.hasOwn(arrays, type) && arrays[type];
  if (!isOfType) refuse(`${place}.type`, `one of ${Object.keys(arrays).join(', ')}`, type);
  if (!isOfType(values)) refuse(`${place}.values`, `the array of a ${type} field`, values);
  const count = (values as ArrayLike<unknown>).length;
  if (count < length) refuse(`${place}.values`, `${length} values`, count);
  if (nulls !== undefined && !(nulls instanceof Uint8Array && nulls.length * 8 >= length))
    refuse(`${place}.nulls`, `a bit for each of ${length} values`, nulls);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function refuse(place: string, expected: string, value: unknown): never {
  const got = typeof value === 'object' && value !== null ? value.constructor.name : String(value);
  throw new HeliostatError(
    'PLUGIN_FAILED',
    `query failed: ${place}: expected ${expected}, got ${got.slice(0, 100)}`,
    { hint: 'This is a fault of the plugin: its author must correct it.' },
  );
}
