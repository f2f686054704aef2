import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TSchema } from '@heliostat/sdk';
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

/** Markdown; undefined when the package has no README.md. */
export async function readReadme(entry: PluginEntry): Promise<string | undefined> {
  return readFile(join(entry.directory, 'README.md'), 'utf8').catch(() => undefined);
}

function toEntry(plugin: Plugin): PluginEntry {
  const { kind, id, title, description, version, directory } = plugin;
  const common = { kind, id, title, description, version, directory, error: undefined };
  if (isOf('datasource', plugin)) {
    const { settings, query, supports } = plugin.definition;
    return { ...common, options: settings, secondary: query, supports };
  }
  if (isOf('panel', plugin)) {
    const { options, fieldOptions, accepts } = plugin.definition;
    return { ...common, options, secondary: fieldOptions, supports: { accepts } };
  }
  const { definition } = plugin as Plugin<'processor'>;
  const supports = { plan: definition.plan !== undefined };
  return { ...common, options: definition.options, secondary: undefined, supports };
}

function isOf<Kind extends PluginKind>(kind: Kind, plugin: Plugin): plugin is Plugin<Kind> {
  return plugin.kind === kind;
}
