import type EditMode from '../edit/EditMode.svelte';
import type { Board } from './board.svelte.ts';

/** The code of edit mode; where it does not come the viewer is told, and stays where they are: undefined. */
export async function loadEditMode(board: Board): Promise<typeof EditMode | undefined> {
  try {
    return (await import('../edit/EditMode.svelte')).default;
  } catch {
    board.app.toasts.problem('Edit mode could not be loaded', 'Is the server there? Try again.');
    board.show({ edit: undefined }, { replace: true });
    return undefined;
  }
}
