import type { TextPosition } from '@heliostat/sdk';

/** Line and column, both from 1, of an offset in a text. */
export function positionAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, Math.max(0, offset));
  const lastBreak = before.lastIndexOf('\n');
  return { line: before.split('\n').length, column: before.length - lastBreak };
}

/** Offset in characters of what ClickHouse calls `position`: a byte, counted from 1. */
export function offsetOfByte(text: string, position: number): number {
  const bytes = Buffer.from(text, 'utf8').subarray(0, Math.max(0, position - 1));
  return bytes.toString('utf8').length;
}
