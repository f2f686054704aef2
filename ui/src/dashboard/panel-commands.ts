import type { Command } from '../app/commands.svelte.ts';
import { loadOrTell } from '../app/load-or-tell.ts';
import type { Board } from './board.svelte.ts';
import { focusPanel } from './panel-focus.ts';

/** Of the panel under the pointer or with the focus; keys as in Grafana where it has one. */
export function panelCommands(board: Board): Command[] {
  const named = (id: string, title: string, key: string) => {
    const group = 'Panel under the pointer';
    return { id: `panel.${id}`, title, group, keys: [key], hidden: true };
  };
  const onPanel = (run: (slug: string) => void) => () => {
    if (board.focused !== undefined) run(board.focused);
  };
  const isFull = (): boolean => board.view.panel !== undefined;
  return [
    {
      ...named('view', 'Full screen', 'v'),
      run: () => board.show({ panel: isFull() ? undefined : board.focused }),
    },
    {
      ...named('edit', 'Edit', 'Shift+E'),
      run: onPanel((slug) => board.show({ edit: slug, panel: undefined })),
    },
    {
      ...named('inspect', 'Inspect', 'i'),
      run: onPanel((slug) => board.show({ inspect: slug })),
    },
    {
      ...named('explore', 'Explore', 'p x'),
      run: onPanel((slug) => void explorePanel(board, slug)),
    },
    {
      ...named('embed', 'Embed', 'p e'),
      run: onPanel((slug) => share(board, slug, 'embed')),
    },
    {
      ...named('legend', 'Show or hide the legend', 'p l'),
      run: onPanel((slug) => void toggleLegend(board, slug)),
    },
    { ...named('next', 'Next panel', 'j'), run: () => focusPanel(board, 1) },
    { ...named('previous', 'Previous panel', 'k'), run: () => focusPanel(board, -1) },
  ];
}

/** Opens the queries of a panel in Explore, as they are asked now. */
export async function explorePanel(board: Board, slug: string): Promise<void> {
  const explore = await loadOrTell(board.app.toasts, () => import('../explore/panel-href.ts'));
  const href = explore?.exploreHref(board, slug);
  if (href !== undefined) board.app.router.go(href);
}

/** Opens the dialog for one panel, or for all of them. */
export function share(board: Board, panel: string | undefined, way?: 'embed'): void {
  board.sharing = { panel, way };
}

async function toggleLegend(board: Board, slug: string): Promise<void> {
  const legends = await loadOrTell(board.app.toasts, () => import('./legend.ts'));
  if (legends === undefined) return;
  const legend = await legends.toggledLegend(board, slug);
  if (legend === undefined) board.app.toasts.problem('This panel has no legend');
  else board.legends = new Map(board.legends).set(slug, legend);
}
