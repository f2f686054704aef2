import type { Field, Frame } from '@heliostat/sdk';

/** What a frame takes at least: numbers as they are stored, texts and JSON a byte for a character. */
export function frameBytes({ fields }: Frame): number {
  return fields.reduce((sum, field) => sum + fieldBytes(field), 0);
}

function fieldBytes(field: Field): number {
  if (field.type === 'string') return field.values.reduce((sum, { length }) => sum + length, 0);
  if (field.type === 'json')
    return field.values.reduce<number>((sum, value) => sum + jsonBytes(value), 0);
  return field.values.byteLength;
}

function jsonBytes(value: unknown): number {
  return (JSON.stringify(value) as string | undefined)?.length ?? 0;
}
