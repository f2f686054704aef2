import type { Command } from '../app/commands.svelte.ts';
import type { Board } from './board.svelte.ts';
import { focusPanel } from './panel-focus.ts';

/** Of the panel under the pointer or with the focus; keys as in Grafana where it has one. */
export function panelCommands(board: Board): Command[] {
  const group = 'Panel under the pointer';
  const onPanel = (run: (slug: string) => void) => () => {
    if (board.focused !== undefined) run(board.focused);
  };
  return [
    {
      id: 'panel.view',
      title: 'Full screen',
      group,
      keys: ['v'],
      hidden: true,
      run: () => board.show({ panel: board.view.panel === undefined ? board.focused : undefined }),
    },
    {
      id: 'panel.edit',
      title: 'Edit',
      group,
      keys: ['Shift+E'],
      hidden: true,
      run: onPanel((slug) => board.show({ edit: slug, panel: undefined })),
    },
    {
      id: 'panel.inspect',
      title: 'Inspect',
      group,
      keys: ['i'],
      hidden: true,
      run: onPanel((slug) => board.show({ inspect: slug })),
    },
    {
      id: 'panel.explore',
      title: 'Explore',
      group,
      keys: ['p x'],
      hidden: true,
      run: onPanel((slug) => void explorePanel(board, slug)),
    },
    {
      id: 'panel.embed',
      title: 'Embed',
      group,
      keys: ['p e'],
      hidden: true,
      run: onPanel((slug) => share(board, slug, 'embed')),
    },
    {
      id: 'panel.legend',
      title: 'Show or hide the legend',
      group,
      keys: ['p l'],
      hidden: true,
      run: onPanel((slug) => void toggleLegend(board, slug)),
    },
    {
      ...{ id: 'panel.next', title: 'Next panel', group, keys: ['j'], hidden: true },
      run: () => focusPanel(board, 1),
    },
    {
      ...{ id: 'panel.previous', title: 'Previous panel', group, keys: ['k'], hidden: true },
      run: () => focusPanel(board, -1),
    },
  ];
}

/** Opens the queries of a panel in Explore, as they are asked now. */
export async function explorePanel(board: Board, slug: string): Promise<void> {
  const { exploreHref } = await import('../explore/panel-href.ts');
  const href = exploreHref(board, slug);
  if (href !== undefined) board.app.router.go(href);
}

/** Opens the dialog for one panel, or for all of them. */
export function share(board: Board, panel: string | undefined, way?: 'embed'): void {
  board.sharing = { panel, way };
}

async function toggleLegend(board: Board, slug: string): Promise<void> {
  const { toggledLegend } = await import('./legend.ts');
  const legend = await toggledLegend(board, slug);
  if (legend === undefined) board.app.toasts.problem('This panel has no legend');
  else board.legends = new Map(board.legends).set(slug, legend);
}
