import { formatText, type Frame } from '@heliostat/sdk';

/** `1 row, 2 fields`. */
export function frameSize({ length, fields }: Frame): string {
  return `${count(length, 'row')}, ${count(fields.length, 'field')}`;
}

function count(number: number, noun: string): string {
  return `${formatText(number)} ${noun}${number === 1 ? '' : 's'}`;
}
