import type { Board } from './board.svelte.ts';
import { expandRows } from './repeat.ts';

/** Whether the row of this title is folded; its panels are then not asked for. */
export function isFolded({ view }: Board, title: string | undefined): boolean {
  return title !== undefined && view.folded.includes(title);
}

/** Folds a row or unfolds it: a viewer's choice, which is in the URL and not in the file. */
export function fold(board: Board, title: string, isFolded: boolean): void {
  const others = board.view.folded.filter((other) => other !== title);
  board.show({ folded: isFolded ? [...others, title] : others }, { replace: true });
}

/** Folds or unfolds every row that has a title, copies too. */
export function foldAll(board: Board, isFolded: boolean): void {
  const rows = expandRows(board.document, (slug) => board.variables.repeated(slug));
  const titles = rows.flatMap(({ row, scope }) =>
    row.title === undefined ? [] : [board.variables.fill(row.title, scope)],
  );
  board.show({ folded: isFolded ? [...new Set(titles)] : [] }, { replace: true });
}
