/** The grid in its panel, in CSS pixels from the top left. */
export interface RetentionLayout {
  /** Of names and sizes, 0 where they have no room. */
  names: number;
  sizes: number;
  /** Of the line of ages at the top. */
  head: number;
  /** Of the line of means below it, its gap included; 0 without. */
  mean: number;
  cell: { width: number; height: number };
  /** Whether a cell has room for its text, and a mean for its. */
  hasTexts: boolean;
  hasMeanTexts: boolean;
  /** Each how many-th age is named at the top. */
  every: number;
}

export interface RetentionRequest {
  cohorts: number;
  ages: number;
  width: number;
  height: number;
  /** CSS pixels of the longest name, size, cell text and mean. */
  widest: { name: number; size: number; cell: number; mean: number };
  hasMean: boolean;
}

const headHeight = 20;
const meanGap = 6;
const maxCell = { width: 92, height: 34 };
/** A row must be this high for its name. */
const nameHeight = 12;
const textCell = { height: 14, padding: 4 };
const gap = 14;

/** Cells of one size that fill the panel: names go where a line of text has no room, sizes before them. */
export function layoutGrid(request: RetentionRequest): RetentionLayout {
  const { cohorts, ages, width, height, widest, hasMean } = request;
  const head = height < 60 || width < 120 ? 0 : headHeight;
  const rows = Math.max(1, cohorts + (hasMean ? 1 : 0));
  const spare = head + (hasMean ? meanGap : 0);
  const cellHeight = Math.min(maxCell.height, Math.max(0, height - spare) / rows);
  const hasNames = head > 0 && cellHeight >= nameHeight;
  const names = hasNames ? Math.min(widest.name + gap, Math.max(width * 0.3, 60)) : 0;
  const wanted = widest.size + gap;
  const sizes = hasNames && width - names - wanted >= width * 0.45 ? wanted : 0;
  const cellWidth = Math.min(maxCell.width, Math.max(0, width - names - sizes) / Math.max(1, ages));
  const fits = (text: number) =>
    cellHeight >= textCell.height && cellWidth >= text + textCell.padding;
  return {
    ...{ names, sizes, head, cell: { width: cellWidth, height: cellHeight } },
    mean: hasMean ? cellHeight + meanGap : 0,
    hasTexts: fits(widest.cell),
    hasMeanTexts: fits(Math.max(widest.cell, widest.mean)),
    every: Math.max(1, Math.ceil(24 / Math.max(1, cellWidth))),
  };
}

/** Row −1 is the means. */
export interface Cell {
  row: number;
  column: number;
}

export interface Bounds {
  rows: number;
  columns: number;
  hasMean: boolean;
}

const steps: Readonly<Record<string, readonly [column: number, row: number]>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
  Home: [-Infinity, 0],
  End: [Infinity, 0],
};

/** Where a key leads from a cell, into the first one at first; undefined for other keys. */
export function moveCell(key: string, from: Cell | undefined, bounds: Bounds): Cell | undefined {
  const step = steps[key];
  if (step === undefined || bounds.rows === 0 || bounds.columns === 0) return;
  const first = bounds.hasMean ? -1 : 0;
  if (from === undefined) return { row: first, column: 0 };
  const [right, down] = step;
  return {
    row: Math.max(first, Math.min(bounds.rows - 1, from.row + down)),
    column: Math.max(0, Math.min(bounds.columns - 1, from.column + right)),
  };
}
