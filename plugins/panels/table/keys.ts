/** Where the keyboard is: row −1 is the header. */
export interface Place {
  row: number;
  column: number;
}

export interface Extent {
  rows: number;
  columns: number;
  /** Rows a page key moves. */
  page: number;
  hasHeader: boolean;
}

/** The place a key moves to, or undefined when the key does not move. */
export function movePlace(place: Place, key: string, extent: Extent): Place | undefined {
  const step = steps[key]?.(extent);
  if (step === undefined) return;
  const top = extent.hasHeader ? -1 : 0;
  return {
    row: clamp(place.row + step.row, top, extent.rows - 1),
    column: clamp(place.column + step.column, 0, extent.columns - 1),
  };
}

const steps: Readonly<Record<string, (extent: Extent) => Place>> = {
  ArrowDown: () => ({ row: 1, column: 0 }),
  ArrowUp: () => ({ row: -1, column: 0 }),
  ArrowRight: () => ({ row: 0, column: 1 }),
  ArrowLeft: () => ({ row: 0, column: -1 }),
  PageDown: ({ page }) => ({ row: page, column: 0 }),
  PageUp: ({ page }) => ({ row: -page, column: 0 }),
  Home: ({ columns }) => ({ row: 0, column: -columns }),
  End: ({ columns }) => ({ row: 0, column: columns }),
};

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
