import { countText, type Frame } from '@heliostat/sdk';

/** `1 row, 2 fields`. */
export function frameSize({ length, fields }: Frame): string {
  return `${countText(length, 'row')}, ${countText(fields.length, 'field')}`;
}
