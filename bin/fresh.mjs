// Whether something built is newer than what it was built from.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** What is built, by workspace, and from what; both are in `dist/` of their workspace. */
export const builds = {
  ui: ['ui', 'sdk', 'plugins', 'package-lock.json'],
  server: ['server', 'sdk', 'plugins', 'package-lock.json'],
};

export function isFresh(workspace) {
  const path = stampPath(workspace);
  return existsSync(path) && readFileSync(path, 'utf8') === stampOf(workspace);
}

/** Remembers what the build that has just been made was made from. */
export function markFresh(workspace, stamp) {
  writeFileSync(stampPath(workspace), stamp);
}

/** Names, sizes and times of the sources, and where they are; tests do not count. */
export function stampOf(workspace) {
  const hash = createHash('sha256').update(root);
  for (const path of builds[workspace].flatMap((path) => filesBelow(join(root, path)))) {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function stampPath(workspace) {
  return join(root, workspace, 'dist/.sources');
}

const notSources = new Set(['node_modules', 'dist', 'e2e', 'testing', 'fixtures', '__snapshots__']);

function filesBelow(path) {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => !notSources.has(name))
    .flatMap((entry) => {
      if (entry.isDirectory()) return filesBelow(join(path, entry.name));
      return isSource(entry.name) ? [join(path, entry.name)] : [];
    });
}

function isSource(name) {
  return /\.(ts|svelte|css|html|svg|json|graphql)$/.test(name) && !name.includes('.test.');
}
