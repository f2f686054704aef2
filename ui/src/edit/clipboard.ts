import type { EditSession } from './session.svelte.ts';

/** A browser that keeps the clipboard from the page still gives it to whoever presses its own keys. */
const hints = {
  copy: 'Select the panels and press Ctrl or Cmd and C.',
  paste: 'Press Ctrl or Cmd and V instead.',
};

/** Puts panels on the clipboard, and says so. */
export async function copyPanelsOut(
  session: EditSession,
  slugs = session.subjects(),
): Promise<void> {
  const text = session.copy(slugs);
  if (text === undefined) return;
  try {
    await navigator.clipboard.writeText(text);
    tellCopied(session, slugs);
  } catch {
    session.board.app.toasts.problem('The clipboard cannot be written', hints.copy);
  }
}

/** Puts in the panels that are on the clipboard. */
export async function pastePanelsIn(session: EditSession): Promise<void> {
  const { toasts } = session.board.app;
  try {
    const text = await navigator.clipboard.readText();
    if (!session.paste(text)) toasts.problem('There are no panels on the clipboard');
  } catch {
    toasts.problem('The clipboard cannot be read', hints.paste);
  }
}

/** Says that panels are on the clipboard. */
export function tellCopied(session: EditSession, slugs: readonly string[]): void {
  session.board.app.toasts.done(`${session.naming(slugs)} copied`);
}
