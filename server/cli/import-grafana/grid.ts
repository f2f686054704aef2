import type { LayoutCell, LayoutRow } from '@heliostat/sdk';

/** A panel on Grafana's grid of 24 columns and lines of 30 px, or the head of a row. */
export interface Placed {
  /** Undefined for the head of a row. */
  panel: string | undefined;
  title: string;
  tab: string | undefined;
  /** Slug of the variable it is repeated by. */
  repeat: string | undefined;
  x: number;
  y: number;
  w: number;
  h: number;
}

type Note = (text: string) => void;

/** Rows of cells for what stands on a grid; panels below one another in one column are stacked. */
export function toRows(
  placed: readonly Placed[],
  noteAt: (place: string) => Note = () => () => undefined,
): LayoutRow[] {
  const rows: LayoutRow[] = [];
  let head: { title?: string; tab?: string; repeat?: string } = {};
  let open: Placed[] = [];
  const close = (): void => {
    const { title, ...on } = head;
    const closed = (head.repeat === undefined ? bands(open) : asOne(open)).flatMap(toBandRows);
    if (head.repeat !== undefined && closed.length > 1)
      noteAt(`row ${title ?? ''}`)('repeated line by line, not as a whole');
    rows.push(...closed.map((row, i) => ({ ...(i === 0 && head), ...on, ...row })));
    open = [];
  };
  for (const one of [...placed].sort((a, b) => a.y - b.y || a.x - b.x)) {
    if (one.panel === undefined || one.tab !== head.tab) {
      close();
      head = headOf(one);
    }
    if (one.panel !== undefined) open.push(one);
  }
  close();
  return rows;
}

function headOf({ panel, title, tab, repeat }: Placed): {
  title?: string;
  tab?: string;
  repeat?: string;
} {
  const isRow = panel === undefined;
  return {
    ...(isRow && title !== '' && { title }),
    ...(tab !== undefined && { tab }),
    ...(isRow && repeat !== undefined && { repeat }),
  };
}

/** Panels that overlap in height, directly or through others. */
function bands(placed: readonly Placed[]): Placed[][] {
  return groups(placed, ({ y, h }) => [y, y + h]);
}

/** All panels of a row together where they are columns, so that a copy is one row. */
function asOne(placed: Placed[]): Placed[][] {
  return columnsOf(placed) === undefined ? bands(placed) : [placed];
}

function toBandRows(band: readonly Placed[]): LayoutRow[] {
  const columns = columnsOf(band);
  if (columns !== undefined) return [toRow(columns)];
  // A mosaic that is no row of columns becomes a row for each height at which panels begin.
  const tops = [...new Set(band.map(({ y }) => y))].sort((a, b) => a - b);
  return tops.map((top) => toRow(band.filter(({ y }) => y === top).map((one) => [one])));
}

/** Columns of panels that are as wide as one another and repeated together; undefined for a mosaic. */
function columnsOf(band: readonly Placed[]): Placed[][] | undefined {
  const columns = groups(
    [...band].sort((a, b) => a.x - b.x || a.y - b.y),
    ({ x, w }) => [x, x + w],
  );
  const isColumn = ([first, ...others]: Placed[]) =>
    others.length < 6 && others.every(({ w, repeat }) => w === first?.w && repeat === first.repeat);
  return band.length > 0 && columns.every(isColumn) ? columns : undefined;
}

function toRow(columns: readonly (readonly Placed[])[]): LayoutRow {
  const tops = columns.flat().map(({ y }) => y);
  const ends = columns.flat().map(({ y, h }) => y + h);
  const height = Math.min(60, Math.max(2, Math.max(...ends) - Math.min(...tops)));
  return { height, cells: columns.map(toCell) };
}

function toCell(column: readonly Placed[]): LayoutCell {
  const sorted = [...column].sort((a, b) => a.y - b.y);
  const names = sorted.map(({ panel }) => panel ?? '');
  const span = Math.min(24, Math.max(1, Math.round(sorted[0]?.w ?? 24)));
  const repeat = sorted[0]?.repeat;
  const [only] = names;
  const shown = names.length === 1 && only !== undefined ? { panel: only } : { stack: names };
  return { ...shown, ...(repeat !== undefined && { repeat }), span };
}

/** Runs of things whose spans overlap; they come in the order of their starts. */
function groups(
  things: readonly Placed[],
  spanOf: (one: Placed) => readonly [number, number],
): Placed[][] {
  const found: Placed[][] = [];
  let end = -Infinity;
  for (const one of things) {
    const [from, to] = spanOf(one);
    if (from >= end) found.push([]);
    found.at(-1)?.push(one);
    end = Math.max(end, to);
  }
  return found;
}
