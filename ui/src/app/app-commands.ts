import type { App } from './app.ts';
import type { Command } from './commands.svelte.ts';

/** Commands that work on every page. */
export function appCommands(
  { router, theme }: App,
  open: { palette: () => void; keySheet: () => void; newDashboard: () => void },
): readonly Command[] {
  const page = (title: string, href: string, key?: string): Command => ({
    id: `go.${href}`,
    title,
    group: 'Go to',
    ...(key !== undefined && { keys: [`g ${key}`] }),
    run: () => router.go(href),
  });
  return [
    page('Home', '/', 'h'),
    page('Dashboards', '/dashboards', 'd'),
    page('Playlist', '/playlist', 'l'),
    page('Explore', '/explore', 'e'),
    page('Pipelines', '/pipelines', 'p'),
    page('Datasources', '/datasources', 's'),
    page('Plugins', '/plugins', 'u'),
    page('Snapshots', '/snapshots'),
    {
      id: 'palette',
      title: 'Search and commands',
      group: 'Anywhere',
      keys: ['$mod+k', '/'],
      hidden: true,
      run: open.palette,
    },
    { id: 'new', title: 'New dashboard', group: 'Anywhere', run: open.newDashboard },
    { id: 'keys', title: 'Keys', group: 'Anywhere', keys: ['Shift+?'], run: open.keySheet },
    {
      id: 'theme',
      title: 'Switch between light and dark',
      group: 'Anywhere',
      keys: ['c t'],
      run: () => theme.toggle(),
    },
    {
      id: 'theme.system',
      title: 'Use the theme of the system',
      group: 'Anywhere',
      run: () => theme.choose('system'),
    },
  ];
}
