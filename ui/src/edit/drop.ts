import type { Place } from './document/rows.ts';

/** A rectangle in pixels of the viewport. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A cell as it stands on the page, with its panels from top to bottom. */
export interface CellBox extends Box {
  panels: readonly Box[];
}

/** A row as it stands on the page. */
export interface RowBox extends Box {
  /** Its index in the document: those of other tabs are not on the page. */
  row: number;
  tab?: string | undefined;
  cells: readonly CellBox[];
}

export interface Drop {
  place: Place;
  /** Where to show it: a bar between things, or a thing as a whole. */
  mark: Box;
}

interface Point {
  x: number;
  y: number;
}

const barPx = 3;
const gapPx = 8;
const edgePx = 18;
/** Share of a cell's width at either side where what is dropped stands beside it; between, it is stacked. */
const besideShare = 0.3;

const bottomOf = (box: Box): number => box.top + box.height;
const rightOf = (box: Box): number => box.left + box.width;

/** Where a panel held at a point would go; undefined without a row. */
export function findDrop(rows: readonly RowBox[], at: Point): Drop | undefined {
  const row = rows.find((row) => {
    const edge = Math.min(edgePx, row.height / 4);
    return at.y >= row.top + edge && at.y < bottomOf(row) - edge;
  });
  return row === undefined ? findGap(rows, at) : dropInRow(row, at);
}

/** The gap between rows that is nearest to a point; undefined without a row. */
export function findGap(rows: readonly RowBox[], { y }: Point): Drop | undefined {
  const next = rows.findIndex((one) => y < one.top + one.height / 2);
  const [above, below] = next === -1 ? [rows.at(-1), undefined] : [rows[next - 1], rows[next]];
  if (above === undefined) return below && dropAbove(below);
  // Between two rows of different tabs the nearer one says on which.
  const isApart = below !== undefined && below.tab !== above.tab;
  return isApart && below.top - y < y - bottomOf(above) ? dropAbove(below) : dropBelow(above);
}

function dropAbove(row: RowBox): Drop {
  return { place: toGap(row, row.row), mark: barAcross(row, row.top - gapPx / 2) };
}

function dropBelow(row: RowBox): Drop {
  return { place: toGap(row, row.row + 1), mark: barAcross(row, bottomOf(row) + gapPx / 2) };
}

function toGap({ tab }: RowBox, row: number): Place {
  return { kind: 'row', row, ...(tab !== undefined && { tab }) };
}

function dropInRow(row: RowBox, at: Point): Drop {
  const cell = nearest(row.cells, at);
  const box = row.cells[cell];
  if (box === undefined) {
    const { left, top, width, height } = row;
    return { place: { kind: 'cell', row: row.row, cell: 0 }, mark: { left, top, width, height } };
  }
  if (isOneColumn(row)) return dropInColumn(row, { cell, box, at });
  const share = (at.x - box.left) / box.width;
  if (share > besideShare && share < 1 - besideShare) return stackIn(row, { cell, box, at });
  const isAfter = share > 0.5;
  const x = isAfter ? rightOf(box) + gapPx / 2 : box.left - gapPx / 2;
  return {
    place: { kind: 'cell', row: row.row, cell: cell + (isAfter ? 1 : 0) },
    mark: { left: x - barPx / 2, width: barPx, top: box.top, height: box.height },
  };
}

interface Aim {
  cell: number;
  box: CellBox;
  at: Point;
}

/** On a narrow screen the cells of a row stand below one another. */
function dropInColumn({ row }: RowBox, { cell, box, at }: Aim): Drop {
  const isAfter = at.y > box.top + box.height / 2;
  const place: Place = { kind: 'cell', row, cell: cell + (isAfter ? 1 : 0) };
  return { place, mark: barAcross(box, edgeOf(box, isAfter)) };
}

/** Above or below one of the panels of the cell. */
function stackIn({ row }: RowBox, { cell, box, at }: Aim): Drop {
  const panel = nearest(box.panels, at);
  const near = box.panels[panel] ?? box;
  const isAfter = at.y > near.top + near.height / 2;
  const place: Place = { kind: 'stack', row, cell, at: Math.max(0, panel) + (isAfter ? 1 : 0) };
  return { place, mark: barAcross(near, edgeOf(near, isAfter)) };
}

function edgeOf(box: Box, isAfter: boolean): number {
  return isAfter ? bottomOf(box) + gapPx / 2 : box.top - gapPx / 2;
}

function barAcross({ left, width }: Box, y: number): Box {
  return { left, width, top: y - barPx / 2, height: barPx };
}

function isOneColumn({ cells }: RowBox): boolean {
  const [first, second] = cells;
  return first !== undefined && second !== undefined && Math.abs(first.left - second.left) < 1;
}

function nearest(boxes: readonly Box[], { x, y }: Point): number {
  const distances = boxes.map((box) =>
    Math.hypot(
      Math.max(box.left - x, 0, x - rightOf(box)),
      Math.max(box.top - y, 0, y - bottomOf(box)),
    ),
  );
  return distances.indexOf(Math.min(...distances));
}
