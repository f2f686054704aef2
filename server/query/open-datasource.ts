import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  HeliostatError,
  withDefaults,
  type DatasourceHost,
  type DatasourcesDocument,
} from '@heliostat/sdk';
import { checkOptions, didYouMean, formatPath, type Issue } from '@heliostat/sdk/check';
import type { Effects } from '../effects.ts';
import type { PluginRegistry } from '../plugins/registry.ts';
import type { OpenDatasource } from './datasources.ts';
import { interpolate, type Environment } from './interpolate.ts';
import { wrapPluginCall } from './plugin-call.ts';

/** A connection that does not close must not keep the server from stopping. */
const closeWithinMs = 3000;

/** One entry of `datasources.json`. */
export type DatasourceEntry = DatasourcesDocument['datasources'][string];

export interface OpeningContext {
  plugins: PluginRegistry;
  dataDirectory: string;
  effects: Effects;
  environment: Environment;
}

export interface Opened extends OpenDatasource {
  /** Closes the connection, then what was started for it. */
  close(): Promise<void>;
}

/** Validates the settings, starts what the datasource needs, connects. Throws with what is wrong. */
export async function openDatasource(
  name: string,
  entry: DatasourceEntry,
  context: OpeningContext,
): Promise<Opened> {
  const definition = definitionOf(entry.type, context.plugins);
  const directory = join(context.dataDirectory, 'datasources', name);
  await mkdir(directory, { recursive: true });
  const host = buildHost(name, directory, context.effects);
  const written = readSettings(name, entry, { schema: definition.settings, context });
  const plugin = `datasource/${entry.type}`;
  const served = await wrapPluginCall({ plugin, operation: 'start' }, () =>
    definition.serve?.(written as never, host),
  );
  const settings = served?.settings ?? written;
  try {
    const connection = await wrapPluginCall({ plugin, operation: 'connect' }, () =>
      definition.connect(settings as never, host),
    );
    const close = async () => {
      await wrapPluginCall(
        { plugin, operation: 'close' },
        () => connection.close(),
        AbortSignal.timeout(closeWithinMs),
      ).finally(() => served?.close());
    };
    const title = entry.title ?? name;
    return { name, type: entry.type, title, definition, connection, settings, directory, close };
  } catch (error) {
    await served?.close();
    throw error;
  }
}

function definitionOf(type: string, plugins: PluginRegistry) {
  const plugin = plugins.get('datasource', type);
  if (plugin !== undefined) return plugin.definition;
  const ids = plugins.list('datasource').map(({ id }) => id);
  const hint = `Installed are: ${ids.join(', ') || 'none'}${didYouMean(type, ids)}.`;
  throw new HeliostatError('INVALID_OPTIONS', `unknown datasource plugin: ${type}`, { hint });
}

interface SettingsContext {
  schema: Parameters<typeof withDefaults>[0];
  context: OpeningContext;
}

function readSettings(
  name: string,
  entry: DatasourceEntry,
  { schema, context }: SettingsContext,
): unknown {
  const { value, issues } = interpolate(entry.settings ?? {}, context.environment);
  const settings: unknown = withDefaults(schema, value);
  const all = [...issues, ...checkOptions(schema, settings)];
  if (all.length > 0)
    throw new HeliostatError(
      'INVALID_OPTIONS',
      all.map((issue) => describe(name, issue)).join('; '),
      {
        hint: 'Correct datasources.json, or set the variable before starting the server.',
      },
    );
  return settings;
}

function describe(name: string, { path, message }: Issue): string {
  return `${formatPath(['datasources', name, 'settings', ...path])}: ${message}`;
}

function buildHost(name: string, directory: string, effects: Effects): DatasourceHost {
  return { name, directory, log: effects.log, now: () => effects.now() };
}
