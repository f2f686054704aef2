import { tellCopied } from './clipboard.ts';
import type { EditSession } from './session.svelte.ts';

/** Copy, cut and paste as everywhere, and Escape for the selection; returns the function that ends it. */
export function watchKeys(session: EditSession): () => void {
  const abort = new AbortController();
  const on = { signal: abort.signal };
  const copy = (event: ClipboardEvent): boolean => {
    const text = isElsewhere(event) ? undefined : session.copy(session.selected);
    if (text === undefined) return false;
    event.preventDefault();
    event.clipboardData?.setData('text/plain', text);
    tellCopied(session, session.selected);
    return true;
  };
  document.addEventListener('copy', copy, on);
  document.addEventListener('cut', (event) => copy(event) && session.remove(session.selected), on);
  document.addEventListener(
    'paste',
    (event) => {
      if (isTyping(event)) return;
      if (session.paste(event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault();
    },
    on,
  );
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || session.selected.length === 0 || isTyping(event)) return;
      if (document.querySelector('[role=dialog],[role=alertdialog],[role=menu]') !== null) return;
      session.selected = [];
      event.preventDefault();
    },
    // After the keys of what is being carried, before those of the dashboard.
    on,
  );
  return () => abort.abort();
}

/** Selected text is copied as text. */
function isElsewhere(event: ClipboardEvent): boolean {
  return isTyping(event) || document.getSelection()?.isCollapsed === false;
}

function isTyping({ target }: Event): boolean {
  return (
    target instanceof Element && target.closest('input,textarea,select,[contenteditable]') !== null
  );
}
