import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openWorkspace } from '../open.ts';
import { loadTestPlugins, silent } from '../testing.ts';
import type { Workspace } from '../workspace.ts';
import { openVersions } from './open.ts';
import type { Versions } from './versions.ts';

const plugins = await loadTestPlugins();
let directory: string;
let root: string;
let workspace: Workspace;
let versions: Versions;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heliostat-versions-'));
  root = join(directory, 'repository/dashboards');
  await mkdir(join(root, 'shop'), { recursive: true });
});
afterEach(async () => {
  await stop();
  await rm(directory, { recursive: true, force: true });
});

async function start(log = silent): Promise<void> {
  const effects = { log, now: Date.now };
  workspace = await openWorkspace({ directory: root, plugins, effects });
  const dataDirectory = join(directory, 'data');
  versions = await openVersions({ workspace, dataDirectory, effects });
}

async function stop(): Promise<void> {
  await versions.close();
  await workspace.close();
}

function text(title: string): string {
  const document = { kind: 'dashboard', format: 1, title, panels: {}, layout: { rows: [] } };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const file = (path: string) => join(root, `${path}.dashboard.json`);
const write = (path: string, title: string) => writeFile(file(path), text(title));
const until = (check: () => unknown) => vi.waitFor(check, { timeout: 10_000, interval: 20 });
const titleOf = (path: string) => workspace.get('dashboard', path)?.document?.title;

async function writeAndSee(path: string, title: string): Promise<void> {
  await write(path, title);
  await until(() => expect(titleOf(path)).toBe(title));
}

function git(...arguments_: string[]): string {
  const who = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com'];
  const env = { ...process.env, GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync('git', [...who, ...arguments_], { cwd: root, env, stdio: 'pipe' }).toString();
}

function commit(message: string): void {
  git('add', '-A', '.');
  git('commit', '-q', '-m', message);
}

const titlesOf = async (path: string): Promise<unknown[]> => {
  const found = await versions.list(path, 50);
  const texts = await Promise.all(found.map(({ id }) => versions.read(path, id)));
  return texts.map((each) => (JSON.parse(each) as { title: unknown }).title);
};

test('without git every text that was on disk is kept, also one written past the server', async () => {
  await write('shop/a', 'One');
  await start();
  await writeAndSee('shop/a', 'Two');
  const ifMatch = workspace.get('dashboard', 'shop/a')?.etag ?? '';
  await workspace.save({ kind: 'dashboard', path: 'shop/a', text: text('Three'), ifMatch });
  expect(await titlesOf('shop/a')).toEqual(['Three', 'Two', 'One']);
  const found = await versions.list('shop/a', 50);
  expect(found.map(({ isCurrent, isCommitted }) => [isCurrent, isCommitted])).toEqual([
    [true, false],
    [false, false],
    [false, false],
  ]);
  expect(await versions.list('shop/a', 1)).toHaveLength(1);
});

test('what changed, appeared and vanished while no server ran is known after the next start', async () => {
  await write('shop/a', 'One');
  await write('shop/b', 'Gone');
  await start();
  await versions.list('shop/a', 1);
  await stop();
  await write('shop/a', 'Two');
  await rm(file('shop/b'));
  await start();
  expect(await titlesOf('shop/a')).toEqual(['Two', 'One']);
  const [gone, ...others] = await versions.deleted();
  expect([gone?.path, others]).toEqual(['shop/b', []]);
  expect(await versions.read('shop/b', gone?.id ?? '')).toBe(text('Gone'));
});

test('a deleted dashboard is found until it is there again, a moved one is not deleted', async () => {
  await write('shop/a', 'One');
  await start();
  await rm(file('shop/a'));
  await until(() => expect(titleOf('shop/a')).toBeUndefined());
  expect((await versions.deleted()).map(({ path }) => path)).toEqual(['shop/a']);
  await writeAndSee('shop/b', 'One');
  expect(await versions.deleted()).toEqual([]);
  await writeAndSee('shop/a', 'One');
  expect(await versions.deleted()).toEqual([]);
});

test('in a repository: commits, also under an earlier name, and what is in none of them', async () => {
  git('init', '-q', '..');
  await write('shop/old', 'One');
  commit('First\n\nmore');
  git('mv', 'shop/old.dashboard.json', 'shop/a.dashboard.json');
  commit('Move');
  await write('shop/a', 'Two');
  commit('--output=evil');
  await start();
  await writeAndSee('shop/a', 'Three');
  const found = await versions.list('shop/a', 50);
  expect(found.map(({ author, message, isCommitted }) => [author, message, isCommitted])).toEqual([
    [undefined, undefined, false],
    ['Ann', '--output=evil', true],
    ['Ann', 'Move', true],
    ['Ann', 'First', true],
  ]);
  expect(await titlesOf('shop/a')).toEqual(['Three', 'Two', 'One', 'One']);
  expect(found.map(({ isCurrent }) => isCurrent)).toEqual([true, false, false, false]);
  commit('Third');
  const committed = await versions.list('shop/a', 50);
  expect(committed.map(({ message }) => message)).toEqual([
    'Third',
    '--output=evil',
    'Move',
    'First',
  ]);
  expect(committed[0]?.isCurrent).toBe(true);
});

test('a deletion that was committed is found with its last text, a renamed file is not', async () => {
  git('init', '-q', '..');
  await write('shop/a', 'One');
  await write('shop/b', 'Other');
  commit('Begin');
  git('rm', '-q', 'shop/a.dashboard.json');
  git('mv', 'shop/b.dashboard.json', 'shop/c.dashboard.json');
  commit('Tidy');
  await start();
  const [gone, ...others] = await versions.deleted();
  expect([gone?.path, gone?.message, gone?.author, others]).toEqual(['shop/a', 'Tidy', 'Ann', []]);
  expect(await versions.read('shop/a', gone?.id ?? '')).toBe(text('One'));
});

test.each([
  '--output=x',
  '../..',
  'HEAD',
  'HEAD:shop/secret.txt',
  'r1e5',
  'r-1',
  '',
  '0'.repeat(40),
  'f'.repeat(100_000),
])('no version has the id %.20s', async (id) => {
  git('init', '-q', '..');
  await write('shop/a', 'One');
  commit('Begin');
  await start();
  await expect(versions.read('shop/a', id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(existsSync(join(root, 'x'))).toBe(false);
});

test('a text that a partial clone has left out is said to be missing, with how to get it', async () => {
  git('init', '-q', '..');
  git('config', 'uploadpack.allowFilter', 'true');
  for (const title of ['One', 'Two']) {
    await write('shop/a', title);
    commit(title);
  }
  const clone = join(directory, 'clone');
  git('clone', '-q', '--filter=blob:none', `file://${join(root, '..')}`, clone);
  root = join(clone, 'dashboards');
  await start();
  const [newest, oldest] = await versions.list('shop/a', 50);
  expect(await versions.read('shop/a', newest?.id ?? '')).toBe(text('Two'));
  await expect(versions.read('shop/a', oldest?.id ?? '')).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: `shop/a: git has not the text of commit ${oldest?.id}`,
    hint: expect.stringContaining('git fetch --refetch') as string,
  });
});

test('why there are no commits is told, as what git says of it', async () => {
  git('init', '-q', '..');
  await write('shop/a', 'One');
  commit('One');
  await rm(join(root, '../.git/objects'), { recursive: true });
  await mkdir(join(root, '../.git/objects'));
  const warnings: object[] = [];
  await start({ ...silent, warn: (fields) => void warnings.push(fields) });
  expect(await titlesOf('shop/a')).toEqual(['One']);
  expect(warnings).toEqual([{ reason: 'fatal: bad object HEAD' }]);
});

test('a commit of another file, and a path that is none, have no versions', async () => {
  git('init', '-q', '..');
  await write('shop/a', 'One');
  commit('Begin');
  await writeFile(join(root, '../secret.dashboard.json'), 'secret');
  git('add', '-A', '..');
  git('commit', '-q', '-m', 'Secret');
  await start();
  const secret = git('rev-parse', 'HEAD').trim();
  await expect(versions.read('shop/a', secret)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  for (const path of ['../secret', '--output=x', ':(top)secret', '*'])
    expect(await versions.list(path, 50)).toEqual([]);
  await expect(versions.read('../secret', secret)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('nothing that the configuration of a repository names is run', async () => {
  git('init', '-q', '..');
  await write('shop/a', 'One');
  commit('Begin');
  await write('shop/a', 'Two');
  commit('Second');
  const trap = join(directory, 'trap.sh');
  await writeFile(trap, `#!/bin/sh\ntouch '${join(directory, 'sprung')}'\ncat\n`);
  await chmod(trap, 0o755);
  await writeFile(join(root, '../.gitattributes'), '* diff=trap filter=trap\n');
  const keys =
    'core.fsmonitor core.pager core.editor core.sshCommand core.askPass gpg.program diff.external ' +
    'diff.trap.command diff.trap.textconv filter.trap.smudge filter.trap.clean alias.log pager.log ' +
    'credential.helper core.gitProxy core.alternateRefsCommand';
  for (const key of keys.split(' ')) git('config', key, trap);
  for (const key of ['log.showSignature', 'filter.trap.required']) git('config', key, 'true');
  git('config', 'core.hooksPath', directory);
  await start();
  expect(await titlesOf('shop/a')).toEqual(['Two', 'One']);
  expect(await versions.deleted()).toEqual([]);
  expect(existsSync(join(directory, 'sprung'))).toBe(false);
});
