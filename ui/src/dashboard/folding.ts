import type { Board } from './board.svelte.ts';

/** Whether the row of this title is folded; its panels are then not asked for. */
export function isFolded({ view }: Board, title: string | undefined): boolean {
  return title !== undefined && view.folded.includes(title);
}

/** Folds a row or unfolds it: a viewer's choice, which is in the URL and not in the file. */
export function fold(board: Board, title: string, isFolded: boolean): void {
  const others = board.view.folded.filter((other) => other !== title);
  board.show({ folded: isFolded ? [...others, title] : others }, { replace: true });
}
