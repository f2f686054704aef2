import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { main, type CliEffects } from './main.ts';

const run = promisify(execFile);
const fixtures = join(import.meta.dirname, '../workspace/fixtures/valid');
let directory: string;
let output: string;
let errors: string;
let count = 0;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heliostat-print-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function print(source: string): Promise<number> {
  output = '';
  errors = '';
  const file = join(directory, `${count++}.mjs`); // A module is imported once.
  await writeFile(file, source);
  return main(['print', file, '--workspace', fixtures], silentEffects());
}

const silentEffects = (): CliEffects => ({
  write: (text) => void (output += text),
  writeError: (text) => void (errors += text),
  environment: { HELIOSTAT_PLUGINS: join(import.meta.dirname, '../plugins/fixtures/good') },
  isTerminal: false,
  signal: new AbortController().signal,
});

test('what a module exports by default is printed as the canonical file', async () => {
  const source = `const panels = { a: { type: 'dots', options: { size: 3 } } };
export default { layout: { rows: [{ cells: [{ span: 6, panel: 'a' }] }] }, panels, title: 'T', format: 1, kind: 'dashboard' };`;
  expect(await print(source)).toBe(0);
  expect(JSON.parse(output)).toEqual({
    ...{ kind: 'dashboard', format: 1, title: 'T', panels: { a: { type: 'dots' } } },
    layout: { rows: [{ cells: [{ panel: 'a', span: 6 }] }] },
  });
  expect(Object.keys(JSON.parse(output) as object)[0]).toBe('kind');
});

test('what is not valid is printed with what is wrong; what is no dashboard is refused', async () => {
  expect(await print("export default { kind: 'dashboard', titel: 'x' };")).toBe(1);
  expect(errors).toContain('error titel: unknown key, did you mean "title"?');
  expect(await print('export const x = 1;')).toBe(1);
  expect(errors).toContain('no dashboard as its default export');
  expect(await print('export default {')).toBe(1);
  expect(errors).toContain('cannot be imported');
});

test.each([
  ['const a = { panels: {} }; a.panels.a = a; export default a;', 'panels.a: holds itself'],
  [
    'let a = {}; for (let i = 0; i < 100_000; i++) a = { a }; export default a;',
    'a.a.a…: nested too deep',
  ],
  ['export default { title: 5n };', 'title: a bigint'],
  ['export default { panels: { a: () => 1 } };', 'panels.a: a function'],
  ['export default { layout: { rows: [1, undefined] } };', 'layout.rows[1]: nothing'],
  ['export default { layout: { rows: [NaN] } };', 'layout.rows[0]: NaN'],
  ["export default { panels: new Map([['a', 1]]) };", 'panels: a Map'],
  ["export default { get title() { throw new Error('got'); } };", 'title: cannot be read: got'],
])('what no file can say is named with its place: %s', async (source, message) => {
  expect(await print(source)).toBe(1);
  expect(output).toBe('');
  expect(errors).toMatch(/^heliostat: .*\.mjs: /);
  expect(errors).toContain(message);
  expect(errors).not.toMatch(/^ {4}at /m);
});

test('what is undefined is left out, as JSON does; whatever a module throws is told', async () => {
  expect(await print("export default { title: 'T', description: undefined };")).toBe(1);
  expect(JSON.parse(output)).toEqual({ title: 'T' });
  expect(errors).toMatch(/\.mjs: error kind: required/);
  expect(await print('export default [1];')).toBe(1);
  expect(errors).toMatch(/\.mjs: error expected object, got \[1\]/);
  expect(await print('throw Object.create(null);')).toBe(1);
  expect(errors).toMatch(/\.mjs: cannot be imported: /);
  expect(errors).not.toMatch(/^ {4}at /m);
  const file = join(directory, 'nowhere.ts');
  expect(await main(['print', file], silentEffects())).toBe(1);
  expect(errors).toContain(`no such file: ${file}\n  `);
  expect(await main(['print', directory], silentEffects())).toBe(1);
  expect(errors).toContain('a folder, not a module');
});

test('a TypeScript module says no kind and no format, imports another, and needs no package.json', async () => {
  const root = join(import.meta.dirname, '../..');
  const sdk = join(root, 'sdk/define-dashboard.ts');
  await writeFile(join(directory, 'title.ts'), "export const title: string = 'Orders';");
  await writeFile(
    join(directory, 'orders.ts'),
    `import { defineDashboard } from ${JSON.stringify(sdk)};
import { title } from './title.ts';
export default defineDashboard({ title, panels: {}, layout: { rows: [] } });`,
  );
  const words = ['print', join(directory, 'orders.ts'), '--workspace', fixtures];
  const { stdout, stderr } = await run(process.execPath, [
    join(root, 'bin/heliostat.mjs'),
    ...words,
  ]);
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({
    ...{ kind: 'dashboard', format: 1, title: 'Orders', panels: {}, layout: { rows: [] } },
  });
});
