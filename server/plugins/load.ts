import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve, sep } from 'node:path';
import { HeliostatError } from '@heliostat/sdk';
import { parseDefinition } from './definition.ts';
import { buildImporter } from './import.ts';
import { findPlugins, parseManifest, type Candidate, type Manifest } from './manifest.ts';
import type { BrokenPlugin, Plugin, PluginKind, PluginRegistry } from './registry.ts';

export interface LoadOptions {
  /** Folders whose sub-folders, one or two levels down, are plugins. */
  directories: readonly string[];
  /** Which to import; the others are not looked at and not listed. Default: all. */
  only?: (plugin: PluginName) => boolean;
}

/** What a manifest calls its plugin; anything, while it has not been checked. */
export interface PluginName {
  kind: unknown;
  id: unknown;
}

/**
 * Imports every plugin: the one place of the server that does. What cannot be loaded is listed as
 * broken with the reason, for the caller to tell; the rest works. A worker thread loads `only` what
 * it runs.
 */
export async function loadPlugins(options: LoadOptions): Promise<PluginRegistry> {
  const { directories, only = () => true } = options;
  const sdkVersion = await readSdkVersion();
  const importModule = buildImporter();
  const plugins = new Map<string, Plugin>();
  const broken: BrokenPlugin[] = [];
  for (const candidate of await findAll(directories)) {
    if (!only(nameOf(candidate))) continue;
    try {
      const manifest = parseManifest(candidate, sdkVersion);
      refuseDuplicate(manifest, plugins);
      plugins.set(
        `${manifest.kind}/${manifest.id}`,
        toPlugin(manifest, await importModule(join(manifest.directory, manifest.entry))),
      );
    } catch (thrown) {
      broken.push(toBroken(candidate, thrown));
    }
  }
  return buildRegistry(plugins, broken);
}

function buildRegistry(
  plugins: ReadonlyMap<string, Plugin>,
  broken: readonly BrokenPlugin[],
): PluginRegistry {
  const sorted = [...plugins.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    broken,
    get: <Kind extends PluginKind>(kind: Kind, id: string) =>
      plugins.get(`${kind}/${id}`) as Plugin<Kind> | undefined,
    list: <Kind extends PluginKind>(kind: Kind) =>
      sorted.filter((plugin) => plugin.kind === kind) as Plugin<Kind>[],
  };
}

async function findAll(directories: readonly string[]): Promise<Candidate[]> {
  const found: Candidate[] = [];
  for (const directory of new Set(directories.map((path) => resolve(path)))) {
    const isDirectory = await stat(directory).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    if (!isDirectory) {
      throw new HeliostatError('NOT_FOUND', `plugin directory: no such folder ${directory}`, {
        hint: 'Give an existing folder with --plugins, or leave the flag out.',
      });
    }
    found.push(...(await findPlugins(directory)));
  }
  return found;
}

function toPlugin(
  { entry: _entry, ...manifest }: Manifest,
  module: Record<string, unknown>,
): Plugin {
  return { ...manifest, definition: parseDefinition(manifest.kind, module) };
}

function refuseDuplicate(manifest: Manifest, plugins: ReadonlyMap<string, Plugin>): void {
  const first = plugins.get(`${manifest.kind}/${manifest.id}`);
  if (first === undefined) return;
  throw new HeliostatError(
    'CONFLICT',
    `heliostat.id: ${manifest.kind} "${manifest.id}" is already installed from ${first.directory}`,
  );
}

function toBroken(candidate: Candidate, thrown: unknown): BrokenPlugin {
  const { kind, id } = nameOf(candidate);
  return {
    directory: candidate.directory,
    ...(typeof kind === 'string' && { kind }),
    ...(typeof id === 'string' && { id }),
    reason: [placeOf(candidate, thrown), messageOf(thrown)].filter(Boolean).join(': '),
  };
}

/** What it is, and what to do about it where that is known. */
function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown instanceof HeliostatError && thrown.hint !== undefined
    ? `${thrown.message}. ${thrown.hint}`
    : thrown.message;
}

/** Where in the plugin's own code it was thrown, `server.ts:3:9`; empty for what was not thrown there. */
function placeOf({ directory }: Candidate, thrown: unknown): string {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
  const own = stack
    .split('\n')
    .find((line) => /^ +at /.test(line) && line.includes(directory + sep));
  return own?.split(directory + sep)[1]?.replace(/\)$/, '') ?? '';
}

function nameOf(candidate: Candidate): PluginName {
  const manifest = candidate.package['heliostat'] as Partial<PluginName> | null | undefined;
  return { kind: manifest?.kind, id: manifest?.id };
}

async function readSdkVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@heliostat/sdk');
  const text = await readFile(join(dirname(entry), 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
