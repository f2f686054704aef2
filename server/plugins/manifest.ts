import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { HeliostatError } from '@heliostat/sdk';
import type { PluginKind } from './registry.ts';
import { satisfies } from './version.ts';

/** What the `package.json` of a plugin says: a plugin has no other manifest. */
export interface Manifest {
  kind: PluginKind;
  id: string;
  title: string;
  description: string;
  version: string;
  directory: string;
  /** The module the server imports, relative to the directory. */
  entry: string;
  /** The module a browser loads, relative to the directory; absent where it draws and edits nothing. */
  ui?: string;
}

/** A folder with a `heliostat` key in its `package.json`, not yet checked. */
export interface Candidate {
  directory: string;
  package: Record<string, unknown>;
}

/** Which export of the package holds the server's part of each kind of plugin. */
const serverExports: Record<PluginKind, string> = {
  datasource: './server',
  processor: '.',
  panel: './options',
};

const serverConditions = ['node', 'import', 'default'];
const browserConditions = ['browser', 'import', 'default'];

const idPattern = /^[a-z][a-z0-9-]{1,63}$/;

/** Plugins in the sub-folders of `directory`, one and two levels down, in order of their paths. */
export async function findPlugins(directory: string): Promise<Candidate[]> {
  const found: Candidate[] = [];
  for (const folder of await subfolders(directory)) {
    const candidate = await readCandidate(folder);
    if (candidate !== undefined) found.push(candidate);
    else found.push(...(await readCandidates(await subfolders(folder))));
  }
  return found;
}

/** The manifest, checked. Throws HeliostatError INVALID_FILE, naming the key. */
export function parseManifest(candidate: Candidate, sdkVersion: string): Manifest {
  const { package: json, directory } = candidate;
  const declared = toRecord(json['heliostat']);
  const kind = parseKind(declared['kind']);
  const id = declared['id'];
  if (typeof id !== 'string' || !idPattern.test(id)) {
    fail('heliostat.id', 'a lower-case id like top-list, 2 to 64 characters', id);
  }
  checkSdkRange(toRecord(json['peerDependencies'])['@heliostat/sdk'], sdkVersion);
  const { exports } = json;
  return {
    kind,
    id,
    title: parseText(declared['title'], 'heliostat.title'),
    description: typeof json['description'] === 'string' ? json['description'] : '',
    version: parseText(json['version'], 'version'),
    directory,
    entry: resolveExport(exports, serverExports[kind], serverConditions),
    ...(toRecord(exports)['./ui'] !== undefined && {
      ui: resolveExport(exports, './ui', browserConditions),
    }),
  };
}

async function readCandidates(folders: readonly string[]): Promise<Candidate[]> {
  const candidates = await Promise.all(folders.map(readCandidate));
  return candidates.filter((candidate) => candidate !== undefined);
}

async function readCandidate(directory: string): Promise<Candidate | undefined> {
  const text = await readFile(join(directory, 'package.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const json = parseJson(text);
  // A package.json that cannot be read in a plugin folder is shown as a broken plugin.
  if (json === undefined) return { directory, package: {} };
  return Object.hasOwn(json, 'heliostat') ? { directory, package: json } : undefined;
}

async function subfolders(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .filter((entry) => !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map((entry) => join(directory, entry.name))
    .sort();
}

function parseJson(text: string): Record<string, unknown> | undefined {
  try {
    return toRecord(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function parseKind(kind: unknown): PluginKind {
  if (kind === undefined) {
    throw new HeliostatError('INVALID_FILE', 'package.json: no readable "heliostat" manifest');
  }
  const kinds = Object.keys(serverExports);
  if (typeof kind === 'string' && kinds.includes(kind)) return kind as PluginKind;
  return fail('heliostat.kind', `one of ${kinds.join(', ')}`, kind);
}

function parseText(value: unknown, key: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  return fail(key, 'some text', value);
}

function checkSdkRange(range: unknown, sdkVersion: string): void {
  if (typeof range !== 'string') {
    fail('peerDependencies["@heliostat/sdk"]', `a range like ^${sdkVersion}`, range);
  }
  if (satisfies(sdkVersion, range)) return;
  throw new HeliostatError(
    'INVALID_FILE',
    `package.json: needs @heliostat/sdk ${range}, this server has ${sdkVersion}`,
    { hint: 'Install a version of the plugin that was made for this server.' },
  );
}

/** The file an export points at: a string, or the first of the conditions that is there. */
function resolveExport(exports: unknown, name: string, conditions: readonly string[]): string {
  const declared = typeof exports === 'string' && name === '.' ? exports : toRecord(exports)[name];
  const target = pickCondition(declared, conditions);
  if (target === undefined) return fail(`exports["${name}"]`, 'a file of the package', declared);
  if (!target.startsWith('./') || target.split('/').includes('..')) {
    return fail(`exports["${name}"]`, 'a path inside the package that starts with ./', target);
  }
  return target;
}

function pickCondition(target: unknown, conditions: readonly string[]): string | undefined {
  if (typeof target === 'string') return target;
  const targets = toRecord(target);
  const condition = conditions.find((name) => targets[name] !== undefined);
  return condition === undefined ? undefined : pickCondition(targets[condition], conditions);
}

function fail(key: string, expected: string, value: unknown): never {
  const got = value === undefined ? 'nothing' : JSON.stringify(value);
  throw new HeliostatError(
    'INVALID_FILE',
    `package.json: ${key}: expected ${expected}, got ${got}`,
  );
}

function toRecord(value: unknown): Record<string, unknown> {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord ? (value as Record<string, unknown>) : {};
}
