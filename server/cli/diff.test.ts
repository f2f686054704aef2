import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { main } from './main.ts';

const fixtures = join(import.meta.dirname, '../workspace/fixtures/valid');
const overview = 'engagement/overview.dashboard.json';
let directory: string;
let output: string;
let errors: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heliostat-diff-'));
  for (const side of ['a', 'b']) await cp(fixtures, at(side), { recursive: true });
});
afterEach(() => rm(directory, { recursive: true }));

const at = (...names: string[]) => join(directory, ...names);
function run(...words: string[]): Promise<number> {
  output = '';
  errors = '';
  return main(['diff', ...words], {
    write: (text) => void (output += text),
    writeError: (text) => void (errors += text),
    environment: { HELIOSTAT_PLUGINS: join(import.meta.dirname, '../plugins/fixtures/good') },
    isTerminal: false,
    signal: new AbortController().signal,
  });
}
async function edit(file: string, from: string | RegExp, to: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  expect(text).toMatch(from);
  await writeFile(file, text.replace(from, to));
}

test('the same, however it is written, is 0 and silent', async () => {
  const document = JSON.parse(await readFile(at('b', overview), 'utf8')) as object;
  await writeFile(at('b', overview), JSON.stringify({ time: { to: 'now' }, ...document }));
  expect(await run(at('a'), at('b'))).toBe(0);
  expect(output).toBe('');
});

test('folders differ file by file, in sentences', async () => {
  await edit(at('b', overview), /"title": "[^"]*"/, '"title": "Other"');
  await edit(at('b/engagement/counts.pipeline.json'), /"title": "[^"]*"/, '"title": "Counts"');
  await rm(at('b/engagement/activity.stream.json'));
  expect(await run(at('a'), at('b'))).toBe(1);
  expect(output).toMatch(/^engagement\/activity\.stream\.json removed\n/);
  expect(output).toMatch(/engagement\/counts\.pipeline\.json\n {2}title .* → Counts\n/);
  expect(output).toMatch(/engagement\/overview\.dashboard\.json\n {2}title .* → Other\n$/);
});

test('two files, for programs', async () => {
  await edit(at('b', overview), /"title": "[^"]*"/, '"title": "Other"');
  expect(await run(at('a', overview), at('b', overview), '--json')).toBe(1);
  expect(JSON.parse(output)).toMatchObject([
    { file: at('b', overview), type: 'changed', changes: [{ path: ['title'], type: 'changed' }] },
  ]);
});

test('git revisions, of a file and of a folder', async () => {
  const git = (...words: string[]) =>
    execFileSync('git', ['-C', directory, '-c', 'user.name=t', '-c', 'user.email=t@t', ...words]);
  git('init', '-q', '-b', 'main');
  git('add', 'a');
  git('commit', '-q', '-m', 'First');
  await edit(at('a', overview), /"title": "[^"]*"/, '"title": "Other"');
  const before = process.cwd();
  process.chdir(directory);
  try {
    expect(await run(`main:a/${overview}`, at('a', overview))).toBe(1);
    expect(output).toMatch(/title .* → Other/);
    expect(await run('main:a', at('a'))).toBe(1);
    expect(output).toMatch(/^engagement\/overview\.dashboard\.json\n {2}title .* → Other\n$/);
    expect(await run('HEAD:a/', 'main:a')).toBe(0);
    process.chdir(at('a'));
    expect(await run('HEAD:.', '.')).toBe(1);
    process.chdir(directory);
    expect(await run('main:nowhere', at('a'))).toBe(2);
    expect(errors).toContain('main:nowhere');
  } finally {
    process.chdir(before);
  }
});

test('what cannot be compared is 2, and says why', async () => {
  await writeFile(at('b', overview), '{"title": }');
  expect(await run(at('a', overview), at('b', overview))).toBe(2);
  expect(errors).toContain(`${at('b', overview)}:1:11: expected a value`);
  expect(await run(at('a'), at('a', overview))).toBe(2);
  expect(errors).toContain('a file and a folder cannot be compared');
  expect(await run(at('a'))).toBe(2);
  expect(await run(at('a'), at('nowhere'))).toBe(2);
  expect(errors).toContain('no such file or folder');
  expect(await run('--upload-pack=x:y', at('a'))).toBe(2);
});

test('what is no UTF-8 cannot be compared, whichever bytes it has', async () => {
  const bytes = (last: number) => Buffer.from([0x7b, 0x22, last, 0x22, 0x3a, 0x31, 0x7d]);
  await writeFile(at('x.dashboard.json'), bytes(0xff));
  await writeFile(at('y.dashboard.json'), bytes(0xfe));
  expect(await run(at('x.dashboard.json'), at('y.dashboard.json'))).toBe(2);
  expect(errors).toContain(`${at('x.dashboard.json')}:1:3: not valid UTF-8`);
});

test('a current folder that is gone is said to be', async () => {
  const before = process.cwd();
  process.chdir(at('a'));
  try {
    await rm(at('a'), { recursive: true });
    expect(await run(at('b'), at('b'))).toBe(1);
    expect(errors).toMatch(/^heliostat: the current folder is gone\n {2}[^\n]*\n$/);
  } finally {
    process.chdir(before);
  }
});
