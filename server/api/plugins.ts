import type { TSchema } from '@heliostat/sdk';
import { schemasOf } from '../plugins/docs.ts';
import type { Plugin, PluginKind, PluginRegistry } from '../plugins/registry.ts';

const pluginKinds: readonly PluginKind[] = ['datasource', 'processor', 'panel'];

/** One plugin as the API shows it; a broken one has an `error` and perhaps no kind. */
export interface PluginEntry {
  kind: string | undefined;
  id: string;
  title: string;
  description: string;
  version: string;
  error: string | undefined;
  /** JSON Schema of its options (panel, processor) or settings (datasource). */
  options: TSchema | undefined;
  /** JSON Schema of a query (datasource) or of the options per field (panel). */
  secondary: TSchema | undefined;
  supports: object | undefined;
  directory: string;
}

/** All plugins, the broken ones last. */
export function listPlugins(registry: PluginRegistry, kind?: string): PluginEntry[] {
  const working = pluginKinds.flatMap((each) => registry.list(each).map(toEntry));
  const broken = registry.broken.map(({ directory, kind: brokenKind, id, reason }) => ({
    ...{ kind: brokenKind, id: id ?? directory, title: id ?? directory, directory },
    ...{ description: '', version: '', error: reason },
    ...{ options: undefined, secondary: undefined, supports: undefined },
  }));
  return [...working, ...broken].filter((entry) => kind === undefined || entry.kind === kind);
}

function toEntry(plugin: Plugin): PluginEntry {
  const { kind, id, title, description, version, directory } = plugin;
  return {
    kind,
    id,
    title,
    description,
    version,
    directory,
    error: undefined,
    ...schemasOf(plugin),
  };
}
