import type { Board } from './board.svelte.ts';

/** The focus to the panel before or behind the one in use; from none, to the first or last. */
export function focusPanel(board: Board, by: 1 | -1): void {
  const panels = [...document.querySelectorAll<HTMLElement>('[data-panel]')];
  const own = panels.findIndex((panel) => panel.contains(document.activeElement));
  const at =
    own === -1 ? panels.findIndex(({ dataset }) => dataset['panel'] === board.focused) : own;
  const next = at === -1 ? panels.at(by === 1 ? 0 : -1) : panels[at + by];
  next?.scrollIntoView({ block: 'nearest' });
  next?.querySelector<HTMLElement>('.panel-menu')?.focus({ preventScroll: true });
}
