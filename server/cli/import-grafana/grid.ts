import type { LayoutCell, LayoutRow } from '@heliostat/sdk';

/** A panel on Grafana's grid of 24 columns and lines of 30 px, or the head of a row. */
export interface Placed {
  /** Undefined for the head of a row. */
  panel: string | undefined;
  title: string;
  tab: string | undefined;
  x: number;
  y: number;
  w: number;
  h: number;
}

/** Rows of cells for what stands on a grid; panels below one another in one column are stacked. */
export function toRows(placed: readonly Placed[]): LayoutRow[] {
  const rows: LayoutRow[] = [];
  let head: { title?: string; tab?: string } = {};
  let open: Placed[] = [];
  const close = (): void => {
    const { title, ...on } = head;
    const closed = bands(open).flatMap(toBandRows);
    rows.push(...closed.map((row, i) => ({ ...(i === 0 && head), ...on, ...row })));
    open = [];
  };
  for (const { title, tab, ...one } of [...placed].sort((a, b) => a.y - b.y || a.x - b.x)) {
    if (one.panel === undefined || tab !== head.tab) {
      close();
      const isTitled = one.panel === undefined && title !== '';
      head = { ...(isTitled && { title }), ...(tab !== undefined && { tab }) };
    }
    if (one.panel !== undefined) open.push({ title, tab, ...one });
  }
  close();
  return rows;
}

/** Panels that overlap in height, directly or through others. */
function bands(placed: readonly Placed[]): Placed[][] {
  return groups(placed, ({ y, h }) => [y, y + h]);
}

function toBandRows(band: readonly Placed[]): LayoutRow[] {
  const columns = groups(
    [...band].sort((a, b) => a.x - b.x || a.y - b.y),
    ({ x, w }) => [x, x + w],
  );
  const isSimple = columns.every(
    (column) => column.length <= 6 && column.every(({ w }) => w === column[0]?.w),
  );
  if (isSimple) return [toRow(columns)];
  // A mosaic that is no row of columns becomes a row for each height at which panels begin.
  const tops = [...new Set(band.map(({ y }) => y))].sort((a, b) => a - b);
  return tops.map((top) => toRow(band.filter(({ y }) => y === top).map((one) => [one])));
}

function toRow(columns: readonly (readonly Placed[])[]): LayoutRow {
  const tops = columns.flat().map(({ y }) => y);
  const ends = columns.flat().map(({ y, h }) => y + h);
  const height = Math.min(60, Math.max(2, Math.max(...ends) - Math.min(...tops)));
  return { height, cells: columns.map(toCell) };
}

function toCell(column: readonly Placed[]): LayoutCell {
  const names = [...column].sort((a, b) => a.y - b.y).map(({ panel }) => panel ?? '');
  const span = Math.min(24, Math.max(1, Math.round(column[0]?.w ?? 24)));
  const [only] = names;
  return names.length === 1 && only !== undefined ? { panel: only, span } : { stack: names, span };
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
