import { createHash } from 'node:crypto';
import { readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Logger } from '@heliostat/sdk';
import type { BrokenPlugin, PluginRegistry } from './registry.ts';
import { readUiPlugins, type UiPlugin } from './ui-plugins.ts';
import { spawnVite } from './vite.ts';

/** Where things lie; each a field of the server's configuration. */
export interface UiPlaces {
  /** The UI as the repository builds it. */
  uiDirectory: string;
  dataDirectory: string;
}

export interface BuiltUi {
  /** What to serve. */
  directory: string;
  /** Plugins whose code for the browser could not be built. */
  broken: readonly BrokenPlugin[];
}

const root = join(import.meta.dirname, '../..');
const buildWithinMs = 300_000;
const reasonLength = 1500;

/**
 * The UI with the plugins from elsewhere in it, in the data directory; the repository's where there are
 * none. They are built together, so that a panel or a query builder from anywhere uses the page's one
 * Svelte and one sdk. Built again when either side has changed; what cannot be built is left out.
 */
export async function buildUi(
  registry: PluginRegistry,
  { uiDirectory, dataDirectory }: UiPlaces,
  log: Logger,
): Promise<BuiltUi> {
  const plugins = await readUiPlugins(registry);
  const page = await stat(join(uiDirectory, 'index.html')).catch(() => undefined);
  if (plugins.length === 0 || page === undefined) return { directory: uiDirectory, broken: [] };
  const directory = join(dataDirectory, 'ui');
  const memory = join(dataDirectory, 'ui.json');
  const stamp = await stampOf(plugins, page.mtimeMs);
  const last = await readMemory(memory);
  const toUi = (broken: readonly BrokenPlugin[]): BuiltUi => ({
    directory: broken.length < plugins.length ? directory : uiDirectory,
    broken,
  });
  if (last?.stamp === stamp) return toUi(last.broken);
  log.info({ plugins: plugins.map(({ id }) => id) }, 'building the user interface with plugins');
  // A build that is broken off leaves half a page: it must not be taken for the one remembered.
  await rm(memory, { force: true });
  const broken = await buildWithout(plugins, directory);
  await writeFile(memory, JSON.stringify({ stamp, broken }));
  return toUi(broken);
}

/** Builds until what is left can be built, or nothing is; says what was left out, and why. */
async function buildWithout(
  plugins: readonly UiPlugin[],
  directory: string,
): Promise<BrokenPlugin[]> {
  if (plugins.length === 0) return [];
  const failure = await runVite(plugins, directory);
  if (failure === undefined) return [];
  const reason = `ui: ${failure}`;
  const named = plugins.filter((plugin) => isNamedIn(failure, plugin.directory));
  const culprits = named.length > 0 ? named : plugins;
  const broken = culprits.map(({ kind, id, directory: place }) => ({
    ...{ kind, id, reason },
    directory: place,
  }));
  const rest = plugins.filter((plugin) => !culprits.includes(plugin));
  return [...broken, ...(await buildWithout(rest, directory))];
}

function isNamedIn(text: string, directory: string): boolean {
  return [directory, relative(join(root, 'ui'), directory), relative(root, directory)].some(
    (path) => text.includes(path + sep),
  );
}

/** Undefined when it is built; else what Vite said. */
async function runVite(
  plugins: readonly UiPlugin[],
  directory: string,
): Promise<string | undefined> {
  const flags = ['build', 'ui', '--outDir', directory, '--emptyOutDir', '--logLevel', 'error'];
  const child = spawnVite(flags, plugins, { NODE_ENV: 'production' });
  const late = setTimeout(() => child.kill(), buildWithinMs);
  let said = '';
  child.stdout.resume();
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (said = (said + text).slice(0, 1e5)));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  }).finally(() => clearTimeout(late));
  if (code === 0) return undefined;
  return said.trim().slice(0, reasonLength) || `vite ended with ${String(code)}`;
}

interface Memory {
  stamp: string;
  broken: BrokenPlugin[];
}

async function readMemory(path: string): Promise<Memory | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Memory;
  } catch {
    return undefined;
  }
}

/** Names, sizes and times of the plugins' files, and when the repository's UI was built. */
async function stampOf(plugins: readonly UiPlugin[], builtAtMs: number): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([builtAtMs, plugins]));
  for (const path of (await Promise.all(plugins.map(listSources))).flat().sort()) {
    const { size, mtimeMs } = await stat(path);
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

async function listSources({ directory }: UiPlugin): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !relative(directory, path).split(sep).includes('node_modules'));
}
