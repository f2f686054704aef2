import type { Place } from './document/rows.ts';

/** A rectangle in pixels of the viewport. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A row as it stands on the page. */
export interface RowBox extends Box {
  cells: readonly Box[];
}

export interface Drop {
  place: Place;
  /** Where to show it: a bar between things, or a thing as a whole. */
  mark: Box;
}

const barPx = 3;
const gapPx = 8;
const edgePx = 18;

const bottomOf = (box: Box): number => box.top + box.height;
const rightOf = (box: Box): number => box.left + box.width;

/** Where what is held at a point would go; undefined without a row. */
export function findDrop(rows: readonly RowBox[], x: number, y: number): Drop | undefined {
  const over = rows.findIndex((row) => {
    const edge = Math.min(edgePx, row.height / 4);
    return y >= row.top + edge && y < bottomOf(row) - edge;
  });
  const row = rows[over];
  if (row !== undefined) return dropInRow(row, over, { x, y });
  const below = rows.findIndex((one) => y < one.top + one.height / 2);
  return dropBetween(rows, below === -1 ? rows.length : below);
}

function dropBetween(rows: readonly RowBox[], row: number): Drop | undefined {
  const [above, below] = [rows[row - 1], rows[row]];
  const beside = below ?? above;
  if (beside === undefined) return;
  const top = above === undefined ? beside.top - gapPx / 2 : bottomOf(above) + gapPx / 2;
  const mark = { left: beside.left, width: beside.width, top: top - barPx / 2, height: barPx };
  return { place: { kind: 'row', row }, mark };
}

function dropInRow(row: RowBox, index: number, at: { x: number; y: number }): Drop {
  const cell = nearest(row.cells, at);
  const box = row.cells[cell];
  if (box === undefined) {
    const { left, top, width, height } = row;
    return { place: { kind: 'cell', row: index, cell: 0 }, mark: { left, top, width, height } };
  }
  const isAfter = isStacked(row)
    ? at.y > box.top + box.height / 2
    : at.x > box.left + box.width / 2;
  const place: Place = { kind: 'cell', row: index, cell: cell + (isAfter ? 1 : 0) };
  return { place, mark: markBeside(box, { isAfter, isStacked: isStacked(row) }) };
}

function markBeside(box: Box, { isAfter, isStacked }: { isAfter: boolean; isStacked: boolean }) {
  if (isStacked) {
    const at = isAfter ? bottomOf(box) + gapPx / 2 : box.top - gapPx / 2;
    return { left: box.left, width: box.width, top: at - barPx / 2, height: barPx };
  }
  const at = isAfter ? rightOf(box) + gapPx / 2 : box.left - gapPx / 2;
  return { left: at - barPx / 2, width: barPx, top: box.top, height: box.height };
}

/** On a narrow screen the cells of a row stand on top of each other. */
function isStacked({ cells }: RowBox): boolean {
  const [first, second] = cells;
  return first !== undefined && second !== undefined && Math.abs(first.left - second.left) < 1;
}

function nearest(boxes: readonly Box[], { x, y }: { x: number; y: number }): number {
  const distances = boxes.map((box) =>
    Math.hypot(
      Math.max(box.left - x, 0, x - rightOf(box)),
      Math.max(box.top - y, 0, y - bottomOf(box)),
    ),
  );
  return distances.indexOf(Math.min(...distances));
}
