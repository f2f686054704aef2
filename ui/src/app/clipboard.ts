import type { Toasts } from './toasts.svelte.ts';

/** Puts a text on the clipboard and says so; where that is not allowed, shows the text. */
export async function copyText(toasts: Toasts, text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toasts.done(done);
  } catch {
    toasts.problem('The clipboard cannot be written', text);
  }
}
