import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { findPlugins } from './manifest.ts';

const root = join(import.meta.dirname, '../..');
/** Tests and what only they use may name plugins. */
const skipped = /(^|\/)(node_modules|dist|fixtures|testing|e2e)(\/|$)|testing\.ts$|\.test\.ts$/;

const candidates = await findPlugins(join(root, 'plugins'));
const sources = (await Promise.all(['server', 'ui/src', 'sdk'].map(readSources))).flat();

const plugins = candidates.map(
  ({ package: json }) => json['heliostat'] as { kind: string; id: string },
);
/** Ids that the host's own language uses too: for them only a comparison or a look-up is telling. */
const words = ['stat', 'table', 'text', ...plugins.filter(isProcessor).map(({ id }) => id)];

test('there are plugins and sources to look at', () => {
  expect(plugins.length).toBeGreaterThan(3);
  expect(sources.length).toBeGreaterThan(50);
});

test.each(plugins)('no host code singles out the $kind $id', ({ id }) => {
  const quoted = `['"\`]${id}['"\`]`;
  const compared = `\\b(?:panel|plugin|step|processor|datasource)\\??\\.(?:type|use|id) [!=]== ${quoted}`;
  const lookedUp = `['"](?:panel|processor|datasource)['"], ${quoted}`;
  expect(places(new RegExp(words.includes(id) ? `${compared}|${lookedUp}` : quoted))).toEqual([]);
});

test('host code imports from no plugin', () => {
  const path = `[^'"]*/plugins/(?:datasources|panels|processors)/`;
  const name = `@heliostat/(?:datasource|panel|processor)-`;
  const imports = new RegExp(`\\b(?:from|import)\\s*\\(?\\s*['"](?:${path}|${name})`);
  expect(places(imports)).toEqual([]);
});

function isProcessor({ kind }: { kind: string }): boolean {
  return kind === 'processor';
}

function places(pattern: RegExp): string[] {
  return sources.flatMap(({ file, lines }) =>
    lines.flatMap((line, i) => (pattern.test(line) ? [`${file}:${i + 1}: ${line.trim()}`] : [])),
  );
}

async function readSources(folder: string) {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && /\.(ts|svelte)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !skipped.test(file));
  return Promise.all(
    files.map(async (file) => ({
      file,
      lines: (await readFile(join(root, file), 'utf8')).split('\n'),
    })),
  );
}
