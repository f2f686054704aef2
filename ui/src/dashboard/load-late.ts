import { loadAgain } from '../data/load-again.ts';
import type { Board } from './board.svelte.ts';

export const loadPlaces = () => loadAgain(() => import('./place-commands.ts'));

/** For a program that opened the page and waits for a picture of it. */
export async function offerPictures(board: Board): Promise<void> {
  const automation = await loadAgain(() => import('../picture/automation.ts'));
  automation.offerPictures(board);
}
