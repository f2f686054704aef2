import { access, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { HeliostatError } from '@heliostat/sdk';
import { parseConfig } from '../config.ts';
import { loadPlugins } from '../plugins/load.ts';
import type { PluginRegistry } from '../plugins/registry.ts';
import { documentOf } from '../workspace/kinds.ts';
import { buildLook } from '../workspace/look.ts';
import { openDirectory } from '../workspace/read.ts';
import { WorkspaceState } from '../workspace/state.ts';
import type { CliEffects } from './main.ts';

/** What a command was pointed at: a workspace, read once, or one file of it. */
export interface Target {
  root: string;
  /** The one file, relative to the workspace; undefined for all of it. */
  file: string | undefined;
  plugins: PluginRegistry;
  state: WorkspaceState;
  /** A file of the workspace as a person in the current folder would write it. */
  shown: (file: string) => string;
}

/**
 * Reads the workspace a path is or lies in; without a path the configured one, else the one that the
 * current folder is or lies in, else its folder `dashboards`, else the default.
 */
export async function openTarget(path: string | undefined, effects: CliEffects): Promise<Target> {
  const config = parseConfig([], effects.environment);
  const here = effects.environment['HELIOSTAT_WORKSPACE'] ? undefined : await findHere();
  const given = resolve(path ?? here ?? config.workspaceDirectory);
  const isFile = await checkIsFile(given);
  const folder = dirname(given);
  const root = await openDirectory(isFile ? ((await findRoot(folder)) ?? folder) : given);
  const file = isFile ? toFile(isFile, root) : undefined;
  const plugins = await loadPlugins({ directories: config.pluginDirectories });
  // What they bring cannot be checked, so they are worth a line.
  for (const { directory, reason } of plugins.broken)
    effects.writeError(`plugin not loaded: ${directory}: ${reason}\n`);
  const state = new WorkspaceState(plugins);
  await buildLook(root, state)({ settled: true });
  return { root, file, plugins, state, shown: (name) => toShown(join(root, name)) };
}

/** The real path of a file, undefined for a folder. */
async function checkIsFile(path: string): Promise<string | undefined> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) {
    throw new HeliostatError('NOT_FOUND', `no such file or folder: ${path}`, {
      hint: 'Give a workspace folder or one of its files.',
    });
  }
  if (stats.isDirectory()) return undefined;
  return join(await openDirectory(dirname(path)), relative(dirname(path), path));
}

/** The workspace that the current folder is or lies in, or the one where a repository has it. */
async function findHere(): Promise<string | undefined> {
  const current = process.cwd();
  const below = join(current, 'dashboards');
  return (await findRoot(current)) ?? ((await isRoot(below)) ? below : undefined);
}

/** The nearest folder upwards that binds datasources, from `from` on. */
async function findRoot(from: string): Promise<string | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    if (await isRoot(folder)) return folder;
    if (folder === dirname(folder)) return;
  }
}

function isRoot(folder: string): Promise<boolean> {
  return access(join(folder, 'datasources.json')).then(
    () => true,
    () => false,
  );
}

function toFile(path: string, root: string): string {
  const file = relative(root, path).split(sep).join('/');
  if (documentOf(file) !== undefined) return file;
  throw new HeliostatError('INVALID_OPTIONS', `${file}: not a file of a workspace`, {
    hint: 'Names end in .dashboard.json, .pipeline.json, .stream.json or .policy.json, or are datasources.json.',
  });
}

function toShown(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') || isAbsolute(near) ? path : near;
}
