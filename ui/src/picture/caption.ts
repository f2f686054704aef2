import type { Board } from '../dashboard/board.svelte.ts';
import { describeChoices, describeMoment } from './describe-view.ts';
import type { Caption } from './picture.ts';

/** What stands around the picture of a panel. */
export function captionOf(board: Board, slug: string): Caption {
  const source = [
    board.document.title,
    ...describeChoices(board),
    board.path,
    describeMoment(board.app.live.now(), board.timeZone),
  ];
  return {
    title: board.panelTitle(slug),
    range: board.rangeLabel,
    source: source.join(' · '),
  };
}
