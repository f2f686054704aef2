import { execFileSync, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { main } from './main.ts';

const bin = join(import.meta.dirname, '../../bin/heliostat.mjs');
let workspace: string;
let output: string;

beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'heliostat-hostile-cli-'));
  await writeFile(join(workspace, 'good.dashboard.json'), dashboard('Good'));
  await mkdir(join(workspace, 'folder.dashboard.json'));
  execFileSync('mkfifo', [join(workspace, 'pipe.dashboard.json')]);
  await symlink('loop.dashboard.json', join(workspace, 'loop.dashboard.json'));
  await writeFile(join(workspace, 'big.dashboard.json'), dashboard('x'.repeat(6_000_000)));
});
afterEach(() => rm(workspace, { recursive: true }));

function dashboard(description: string): string {
  const document = { kind: 'dashboard', format: 1, title: 'X', description };
  return JSON.stringify({ ...document, panels: {}, layout: { rows: [] } });
}

function run(...words: string[]): Promise<number> {
  output = '';
  return main(words, {
    write: (text) => void (output += text),
    writeError: (text) => void (output += text),
    environment: { HELIOSTAT_WORKSPACE: workspace },
    isTerminal: false,
    signal: new AbortController().signal,
  });
}

const at = (name: string) => join(workspace, `${name}.dashboard.json`);

test.each([
  ['pipe', 'not a regular file'],
  ['loop', 'cannot be read: ELOOP'],
  ['big', 'file too large: 6000093 bytes, at most 5242880'],
])('%s is named as what it is by every command that reads one file', async (name, message) => {
  expect(await run('diff', at(name), at('good'))).toBe(2);
  expect(output).toContain(message);
  expect(await run('import-grafana', at(name))).toBe(1);
  expect(output).toContain(message);
});

test('a folder to compare may hold what cannot be read: that is an error, not a wait', async () => {
  expect(await run('diff', workspace, workspace)).toBe(2);
  expect(output).toMatch(/big\.dashboard\.json: file too large/);
  await rm(at('big'));
  await rm(at('loop'));
  expect(await run('diff', workspace, workspace)).toBe(2);
  expect(output).toMatch(/pipe\.dashboard\.json: not a regular file/);
});

test.each(['pipe', 'big'])('explain says why it cannot read %s', async (name) => {
  expect(await run('explain', at(name))).toBe(1);
  expect(output).toMatch(/dashboard\.json: (not a regular file|file too large)/);
});

test('whoever reads no further ends a command without a stack', async () => {
  const long = join(workspace, 'long.dashboard.json');
  await writeFile(long, dashboard('y'.repeat(1_000_000)));
  const child = spawn(process.execPath, [bin, 'explain', long], { cwd: workspace });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdout.once('data', () => child.stdout.destroy());
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect({ code, errors }).toEqual({ code: 141, errors: '' });
});
