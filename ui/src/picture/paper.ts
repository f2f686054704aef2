import type { Board } from '../dashboard/board.svelte.ts';

export interface Paper {
  /** Of the dashboard while it is drawn, CSS pixels. */
  widthPx: number;
  theme?: 'light' | 'dark' | undefined;
}

/**
 * How wide a dashboard is laid out for A4 or Letter, CSS pixels: texts stay readable, and three rows
 * fit on an upright page, two on one that lies across.
 */
export function paperWidthPx(isAcross: boolean): number {
  return isAcross ? 1240 : 880;
}

/**
 * Lays the open dashboard out for a picture of all of it: this wide, all panels drawn wherever they
 * are, standing still. Returns the function that puts everything back.
 */
export function layOut(board: Board, { widthPx, theme }: Paper): () => void {
  const { style, dataset } = document.documentElement;
  const pausedAtMs = board.pausedAtMs;
  board.pausedAtMs ??= board.app.live.now();
  board.isPrinted = true;
  board.app.theme.force(theme);
  dataset['paper'] = '';
  style.setProperty('--paper-width', `${widthPx}px`);
  return () => {
    delete dataset['paper'];
    style.removeProperty('--paper-width');
    board.app.theme.force(undefined);
    board.isPrinted = false;
    board.pausedAtMs = pausedAtMs;
  };
}
