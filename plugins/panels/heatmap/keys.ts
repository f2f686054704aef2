import type { Cell } from './describe.ts';
import type { Sheet } from './sheet.ts';

const steps: Readonly<Record<string, readonly [column: number, line: number]>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
  Home: [-Infinity, 0],
  End: [Infinity, 0],
};

/** Where a key leads from a cell, from the last column at first; undefined for other keys. */
export function moveCell(key: string, from: Cell | null, sheet: Sheet): Cell | undefined {
  const step = steps[key];
  if (step === undefined) return;
  const { columns, rows } = sheet.grid;
  const start = from ?? { column: columns, row: sheet.isUpward ? 0 : -1 };
  const [right, down] = step;
  const clamp = (value: number, count: number) => Math.max(0, Math.min(count - 1, value));
  return {
    column: clamp(start.column + right, columns),
    row: clamp(start.row + (sheet.isUpward ? -down : down), rows),
  };
}
