import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Plugin, PluginRegistry } from './registry.ts';

/** A plugin's part of the page, as `ui/vite.config.ts` takes it in; paths are absolute, links followed. */
export type UiPlugin = Pick<Plugin, 'kind' | 'id' | 'directory'> & { module: string };

const own = join(import.meta.dirname, '../../plugins') + sep;

/** Those that the repository's own build does not have. */
export async function readUiPlugins(registry: PluginRegistry): Promise<UiPlugin[]> {
  const all = [...registry.list('panel'), ...registry.list('datasource')];
  const added = all.flatMap(({ kind, id, directory, ui }) =>
    ui === undefined || directory.startsWith(own) ? [] : [{ kind, id, directory, ui }],
  );
  return Promise.all(
    added.map(async ({ kind, id, directory: path, ui }) => {
      const directory = await realpath(path);
      return { kind, id, directory, module: join(directory, ui) };
    }),
  );
}
