import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GrafanaDatasourceImport, GrafanaPanelImport } from '@heliostat/sdk/grafana';
import { buildImporter } from './import.ts';
import type { Plugin, PluginRegistry } from './registry.ts';

/** What the installed plugins take over from Grafana, by their ids. */
export interface GrafanaImports {
  panels: ReadonlyMap<string, GrafanaPanelImport>;
  datasources: ReadonlyMap<string, GrafanaDatasourceImport>;
}

/** Imports `./grafana` of every plugin that exports it. */
export async function loadGrafanaImports(plugins: PluginRegistry): Promise<GrafanaImports> {
  const importModule = buildImporter();
  const load = async (plugin: Plugin) => {
    const file = await readExport(plugin.directory);
    if (file === undefined) return [];
    const { default: found } = await importModule(join(plugin.directory, file));
    return [[plugin.id, found] as const];
  };
  const panels = await Promise.all(plugins.list('panel').map(load));
  const datasources = await Promise.all(plugins.list('datasource').map(load));
  return {
    panels: new Map(panels.flat() as [string, GrafanaPanelImport][]),
    datasources: new Map(datasources.flat() as [string, GrafanaDatasourceImport][]),
  };
}

async function readExport(directory: string): Promise<string | undefined> {
  const text = await readFile(join(directory, 'package.json'), 'utf8');
  const { exports } = JSON.parse(text) as { exports?: Record<string, unknown> };
  const file = exports?.['./grafana'];
  return typeof file === 'string' && file.startsWith('./') && !file.includes('..')
    ? file
    : undefined;
}
