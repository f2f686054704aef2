import type { Snippet } from 'svelte';

/** How the button of a menu or of a popup looks, and what it is called. */
export interface Trigger {
  class: string;
  /** Where its content does not say it. */
  label?: string | undefined;
  title?: string | undefined;
  disabled?: boolean;
  /** Where a label elsewhere is for it. */
  id?: string | undefined;
  /** What its keys do beside opening. */
  onkeydown?: ((event: KeyboardEvent) => void) | undefined;
  content: Snippet;
}

/** A trigger as the attributes of a button. */
export function attributesOf({ class: look, label, title, disabled, id, onkeydown }: Trigger) {
  return {
    ...(id !== undefined && { id }),
    ...{ class: look, 'aria-label': label, title, disabled, onkeydown },
  };
}

/** What an opener gives to what it opens. */
export interface Floating {
  trigger: Trigger;
  open: boolean;
  /** Whether the first use was by a key: then the focus is on the first choice. */
  byKeyboard: boolean;
}

export const loadMenu = () => import('./MenuOpen.svelte');
export const loadPopup = () => import('./PopupOpen.svelte');

/** So that whoever opens something may go on typing at once: it is there, unless it is the first thing done. */
export function prepareFloating(): void {
  for (const load of [loadMenu, loadPopup]) load().catch(() => undefined);
}
