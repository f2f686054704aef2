import type { LayoutCell, LayoutRow } from '@heliostat/sdk';

export const columns = 24;
/** Narrower cells show nothing one could read; a file may have them all the same. */
const minSpan = 2;

export function usedColumns(cells: readonly LayoutCell[]): number {
  return cells.reduce((sum, { span }) => sum + span, 0);
}

/** The spans in the same proportions with another sum; none is narrower than there is room for. */
export function scaleSpans(spans: readonly number[], total: number): number[] {
  const least = Math.min(minSpan, Math.floor(total / Math.max(1, spans.length)));
  if (least < 1) return [...spans];
  const plain = shares(spans, total);
  if (plain.every((span) => span >= least)) return plain;
  return shares(spans, total - least * spans.length).map((span) => span + least);
}

/** Rounded where they end, so that the sum is exact. */
function shares(weights: readonly number[], total: number): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  let passed = 0;
  let end = 0;
  return weights.map((weight) => {
    passed += weight;
    const start = end;
    end = Math.round((passed / sum) * total);
    return end - start;
  });
}

function withSpans(cells: readonly LayoutCell[], spans: readonly number[]): LayoutCell[] {
  return cells.map((cell, i) => {
    const span = spans[i] ?? cell.span;
    return span === cell.span ? cell : { ...cell, span };
  });
}

/** A row that was full stays full when cells have left it. */
export function refill(before: LayoutRow, cells: readonly LayoutCell[]): LayoutCell[] {
  if (cells.length === before.cells.length || usedColumns(before.cells) !== columns)
    return [...cells];
  return withSpans(
    cells,
    scaleSpans(
      cells.map(({ span }) => span),
      columns,
    ),
  );
}

/** Cells with new ones among them, made narrower where they do not fit; the new ones get their even share. */
export function insertCells(
  cells: readonly LayoutCell[],
  at: number,
  fresh: readonly LayoutCell[],
): LayoutCell[] {
  const joined = [...cells.slice(0, at), ...fresh, ...cells.slice(at)];
  // A row that wraps is meant to.
  if (usedColumns(joined) <= columns || usedColumns(cells) > columns || joined.length > columns / 2)
    return joined;
  const share = Math.round((columns * fresh.length) / joined.length);
  const forFresh = Math.min(usedColumns(fresh), share);
  const spansOf = (list: readonly LayoutCell[]): number[] => list.map(({ span }) => span);
  const old = scaleSpans(spansOf(cells), Math.min(usedColumns(cells), columns - forFresh));
  const added = scaleSpans(spansOf(fresh), columns - old.reduce((a, b) => a + b, 0));
  const kept = usedColumns(fresh) <= forFresh ? spansOf(fresh) : added;
  return withSpans(joined, [...old.slice(0, at), ...kept, ...old.slice(at)]);
}

/**
 * The cells with the border behind cell `at` moved: what it gains comes from the free columns, then from
 * the cells behind it; what it gives goes to the next one when the row is full.
 */
export function resizeCell(cells: readonly LayoutCell[], at: number, wanted: number): LayoutCell[] {
  const spans = cells.map(({ span }) => span);
  const old = spans[at];
  if (old === undefined) return [...cells];
  const free = columns - usedColumns(cells);
  const span = Math.min(columns, Math.max(Math.min(old, minSpan), Math.round(wanted)));
  if (free < 0) return withSpans(cells, spans.with(at, span));
  let lacking = Math.max(0, span - old - free);
  for (let i = at + 1; i < spans.length && lacking > 0; i++) {
    const room = Math.max(0, (spans[i] ?? 0) - minSpan);
    const taken = Math.min(room, lacking);
    spans[i] = (spans[i] ?? 0) - taken;
    lacking -= taken;
  }
  spans[at] = span - lacking;
  const given = old - span;
  const next = spans[at + 1];
  if (given > 0 && free === 0 && next !== undefined) spans[at + 1] = next + given;
  return withSpans(cells, spans);
}
