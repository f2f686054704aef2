import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { main } from './main.ts';

const fixtures = join(import.meta.dirname, '../workspace/fixtures/valid');
let directory: string;
let output: string;
let errors: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heliostat-author-'));
  await cp(fixtures, directory, { recursive: true });
});
afterEach(() => rm(directory, { recursive: true }));

const at = (file: string) => join(directory, file);
function run(...words: string[]): Promise<number> {
  output = '';
  errors = '';
  return main(words, {
    write: (text) => void (output += text),
    writeError: (text) => void (errors += text),
    environment: { HELIOSTAT_PLUGINS: join(import.meta.dirname, '../plugins/fixtures/good') },
    isTerminal: false,
    signal: new AbortController().signal,
  });
}

test('explain spells out the defaults of the format and of plugins; fmt takes them out again', async () => {
  const file = at('engagement/overview.dashboard.json');
  const before = await readFile(file, 'utf8');
  expect(await run('explain', file)).toBe(0);
  const document = JSON.parse(output) as {
    time: object;
    panels: Record<string, { options: object }>;
    layout: { rows: { height: number }[] };
  };
  expect(document.time).toMatchObject({ to: 'now', timeZone: 'browser' });
  expect(Object.values(document.panels)[0]?.options).toMatchObject({ stack: expect.any(String) });
  expect(document.layout.rows[0]?.height).toEqual(expect.any(Number));
  expect(await readFile(file, 'utf8')).toBe(before);
  await writeFile(file, output);
  expect(await run('fmt', file)).toBe(0);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(JSON.parse(before));
});

test.each([
  ['engagement/overview.dashboard.json', '"dots", "query"', 'panels.dots.type'],
  ['engagement/counts.pipeline.json', '"keep", "where"', 'steps'],
])('explain says of %s what it cannot spell out, and where', async (file, name, place) => {
  const text = await readFile(at(file), 'utf8');
  expect(text).toContain(name);
  await writeFile(at(file), text.replace(name, name.replace('"', '"x')));
  expect(await run('explain', at(file))).toBe(1);
  expect(JSON.parse(output)).toMatchObject({ kind: file.split('.')[1] });
  expect(errors).toMatch(
    new RegExp(`${file}:\\d+:\\d+ error ${place}.*\\n.* is not spelled out: mend it`),
  );
});

test('explain tells warnings and spells everything out', async () => {
  const file = at('engagement/overview.dashboard.json');
  const document = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...document, variables: { x: { type: 'text' } } }));
  expect(await run('explain', file)).toBe(0);
  expect(errors).toMatch(/overview\.dashboard\.json:1:\d+ warning variables\.x: .* used by no/);
});

test('explain wants one file that can be read', async () => {
  expect(await run('explain', directory)).toBe(2);
  expect(await run('explain')).toBe(2);
  await writeFile(at('broken.dashboard.json'), '{ "title": }');
  expect(await run('explain', at('broken.dashboard.json'))).toBe(1);
  expect(errors).toContain('broken.dashboard.json:1:12: expected a value');
});

test('a new dashboard is valid, canonical, over the first datasource, and never over a file', async () => {
  const words = ['new', 'dashboard', 'ads/by-country', '--workspace', directory];
  expect(await run(...words)).toBe(0);
  const file = at('ads/by-country.dashboard.json');
  expect(output.trim()).toBe(file);
  const text = await readFile(file, 'utf8');
  expect(JSON.parse(text)).toMatchObject({
    title: 'By country',
    queries: { first: { datasource: 'warehouse' } },
  });
  expect(await run('validate', file)).toBe(0);
  expect(await run('fmt', file, '--check')).toBe(0);
  expect(await run(...words)).toBe(1);
  expect(errors).toContain('by-country.dashboard.json: exists already');
  expect(await readFile(file, 'utf8')).toBe(text);
});

test('a new dashboard needs a path in the workspace', async () => {
  for (const path of ['../x', 'Ads', '/etc/x', ''])
    expect(await run('new', 'dashboard', path, '--workspace', directory), path).toBe(2);
  expect(await run('new', 'pipeline', 'x')).toBe(2);
});

test('schemas are printed by kind, or written for all kinds', async () => {
  expect(await run('schema', '--workspace', directory)).toBe(0);
  const printed = output;
  expect(JSON.parse(printed)).toMatchObject({
    $id: 'https://heliostat.dev/schema/dashboard.v1.json',
  });
  expect(await run('schema', '--workspace', directory, '--out', at('schemas'))).toBe(0);
  expect(await readFile(at('schemas/dashboard.v1.json'), 'utf8')).toBe(printed);
  expect(await readFile(at('schemas/pipeline.v1.json'), 'utf8')).toContain('Heliostat pipeline');
  expect(await run('schema', 'nothing')).toBe(2);
});

test('a place that cannot be written is named by every command that writes', async () => {
  await writeFile(at('taken'), 'a file in the place of a folder');
  expect(await run('schema', '--workspace', directory, '--out', at('taken'))).toBe(1);
  expect(errors).toMatch(
    /taken\/dashboard\.v1\.json: cannot be written: (EEXIST|ENOTDIR)\n {2}A file/,
  );
  expect(await run('new', 'dashboard', 'taken/x', '--workspace', directory)).toBe(1);
  expect(errors).toContain(`${at('taken/x.dashboard.json')}: cannot be written: `);
  expect(errors).not.toMatch(/^ {4}at /m);
});
