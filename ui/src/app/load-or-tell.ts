import type { Toasts } from './toasts.svelte.ts';

/** The code of what somebody asked for; undefined, and said so, where it does not come. */
export async function loadOrTell<Loaded>(
  toasts: Pick<Toasts, 'problem'>,
  load: () => Promise<Loaded>,
): Promise<Loaded | undefined> {
  try {
    return await load();
  } catch {
    toasts.problem(
      'This could not be loaded',
      'The server is gone, or the app was updated meanwhile.',
    );
    return undefined;
  }
}
