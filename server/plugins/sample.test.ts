import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { ask } from '../testing/order-client.ts';
import { linkSdk } from '../testing/plugins-elsewhere.ts';
import { startServer, until } from '../testing/start-server.ts';
import { readReadme, schemasOf } from './docs.ts';
import { loadPlugins } from './load.ts';
import { expectedRows, tableRows } from './testing/option-table.ts';

const root = join(import.meta.dirname, '../..');
const directory = mkdtempSync(join(tmpdir(), 'heliostat-sample-'));
const workspace = join(directory, 'workspace');
const folder = join(directory, 'plugins/processors/sample');
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The blocks of code of a Markdown list, in order, without the list's indentation. */
function codeBlocks(markdown: string): string[] {
  const blocks = markdown.matchAll(/^ {3}```\w+\n([\s\S]*?)^ {3}```$/gm);
  return [...blocks].map(([, text = '']) => text.replaceAll(/^ {3}/gm, ''));
}

/** Does what CONTRIBUTING.md says, with the texts that stand there. */
function follow(): void {
  const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const blocks = codeBlocks(page);
  const files = ['package.json', 'index.ts', 'index.test.ts', 'README.md', 'pipeline'];
  expect(blocks).toHaveLength(files.length);
  mkdirSync(folder, { recursive: true });
  for (const [i, name] of files.slice(0, -1).entries())
    writeFileSync(join(folder, name), blocks[i] ?? '');
  linkSdk(join(directory, 'plugins'));
  mkdirSync(join(workspace, 'social'), { recursive: true });
  for (const file of ['datasources.json', 'social/activity.stream.json'])
    cpSync(join(root, 'dashboards', file), join(workspace, file));
  writeFileSync(join(workspace, 'social/sampled.pipeline.json'), blocks.at(-1) ?? '');
}

follow();
// The documented tests register themselves here.
await import(pathToFileURL(join(folder, 'index.test.ts')).href);

test('the documented README has the option table of the documented schema', async () => {
  const plugins = await loadPlugins({ directories: [join(directory, 'plugins')] });
  expect(plugins.broken).toEqual([]);
  const [sample] = plugins.list('processor');
  const rows = tableRows((await readReadme(folder)) ?? '');
  for (const row of expectedRows(schemasOf(sample!).options)) expect(rows).toContainEqual(row);
});

test('the documented plugin runs in the documented pipeline', { timeout: 120_000 }, async () => {
  const flags = ['--plugins', join(directory, 'plugins'), '--log-level', 'warn'];
  const server = await startServer({ workspace, flags });
  try {
    const issues = await fetch(`${server.url}/api/v1/issues`);
    expect(await issues.json()).toEqual([]);
    const events = Array.from({ length: 100 }, (_, user_id) => ({
      ts: Date.now(),
      user_id,
      type: 'login',
    }));
    const answer = await fetch(`${server.url}/ingest/v1/activity`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(events),
    });
    expect(answer.status).toBe(200);
    await until('one row of ten', async () => {
      const sql = `SELECT count() AS n FROM activity_sampled /* ${Math.random()} */`;
      return (await ask(server.url, sql)).columns['n']?.[0] === 10;
    });
  } finally {
    await server.stop();
  }
});
