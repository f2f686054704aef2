import type { Command } from '../app/commands.svelte.ts';
import { rangeCommands, refreshCommands } from '../dashboard/dashboard-commands.ts';
import type { Explore } from './explore.svelte.ts';

/** Commands of Explore: those of time, refresh and links as on a dashboard, for the side in use. */
export function exploreCommands(
  explore: Explore,
  open: { range: () => void; add: () => void },
): readonly Command[] {
  const group = 'Explore';
  return [
    ...rangeCommands(explore.left.board, open),
    ...refreshCommands(explore.left.board, group),
    {
      id: 'explore.run',
      title: 'Run the query',
      group,
      keys: ['$mod+Enter'],
      leavesText: true,
      run: () => explore.active.run(),
    },
    {
      id: 'explore.split',
      title: 'Split in two, or back to one',
      group,
      keys: ['p s'],
      run: () => (explore.address.isSplit ? explore.close(explore.right) : explore.split()),
    },
    { id: 'explore.add', title: 'Add to a dashboard', group, keys: ['p a'], run: open.add },
  ];
}
