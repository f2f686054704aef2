import { fork } from 'node:child_process';
import {
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openWorkspace } from './open.ts';
import { loadTestPlugins, silent, toLines } from './testing.ts';
import type { Workspace, WorkspaceChange } from './workspace.ts';

const plugins = await loadTestPlugins();
let directory: string;
let workspace: Workspace;
let changes: WorkspaceChange[];

const bindings = { kind: 'datasources', format: 1, datasources: { warehouse: { type: 'memory' } } };

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heliostat-workspace-'));
  await write('datasources.json', JSON.stringify(bindings));
  await write('one.dashboard.json', dashboard('One'));
  await start();
});
afterEach(async () => {
  await workspace.close();
  await rm(directory, { recursive: true, force: true });
});

async function start() {
  workspace = await openWorkspace({ directory, plugins, effects: { log: silent } });
  changes = [];
  workspace.onChange((change) => changes.push(change));
}

function dashboard(title: string): string {
  const document = { kind: 'dashboard', format: 1, title, panels: {}, layout: { rows: [] } };
  return JSON.stringify(document);
}

const write = (file: string, text: string) => writeFile(join(directory, file), text);
const titleOf = (path: string) => workspace.get('dashboard', path)?.document?.title;
const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 20 });
const etagOf = (path: string) => workspace.get('dashboard', path)?.etag ?? '';

function save(path: string, text: string, ifMatch?: string) {
  return workspace.save({
    kind: 'dashboard',
    path,
    text,
    ...(ifMatch !== undefined && { ifMatch }),
  });
}

test('a folder that cannot be read is named, with what to do', async () => {
  const opening = openWorkspace({ directory: '/no/where', plugins, effects: { log: silent } });
  await expect(opening).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'workspace: cannot read /no/where: ENOENT',
    hint: 'Give a readable folder with --workspace DIR.',
  });
});

test('a saved file is seen', async () => {
  await write('one.dashboard.json', dashboard('Two'));
  await until(() => expect(titleOf('one')).toBe('Two'));
  expect(changes).toEqual([{ type: 'changed', kind: 'dashboard', path: 'one' }]);
});

test('an editor that writes beside and renames over is one change', async () => {
  await write('one.dashboard.json~', dashboard('Two'));
  await rename(join(directory, 'one.dashboard.json~'), join(directory, 'one.dashboard.json'));
  await until(() => expect(titleOf('one')).toBe('Two'));
  expect(changes).toEqual([{ type: 'changed', kind: 'dashboard', path: 'one' }]);
});

test('an editor that deletes and writes again is a change, not a removal', async () => {
  await rm(join(directory, 'one.dashboard.json'));
  await write('one.dashboard.json', dashboard('Two'));
  await until(() => expect(titleOf('one')).toBe('Two'));
  expect(changes.map(({ type }) => type)).toEqual(['changed']);
});

test('a new folder with files, and its removal, are seen', async () => {
  await mkdir(join(directory, 'a/b'), { recursive: true });
  await write('a/b/deep.dashboard.json', dashboard('Deep'));
  await until(() => expect(titleOf('a/b/deep')).toBe('Deep'));
  await rm(join(directory, 'a'), { recursive: true });
  await until(() => expect(workspace.get('dashboard', 'a/b/deep')).toBeUndefined());
  expect(changes.map(({ type }) => type)).toEqual(['added', 'removed']);
});

test('a half-written file leaves the last good version, with the place of the error', async () => {
  await write('one.dashboard.json', dashboard('Two').slice(0, -1));
  await until(() => expect(workspace.issues()).toHaveLength(1));
  expect(toLines(workspace.issues())).toBe(
    'one.dashboard.json:1:78 error the file ends too early\n',
  );
  expect(titleOf('one')).toBe('One');
  await write('one.dashboard.json', dashboard('Two'));
  await until(() => expect(titleOf('one')).toBe('Two'));
  expect(workspace.issues()).toEqual([]);
});

test('binding a datasource puts right the dashboards that use it', async () => {
  const queries = { q: { datasource: 'lake', sql: 'x' } };
  const panels = { p: { type: 'dots', query: 'q' } };
  const layout = { rows: [{ cells: [{ panel: 'p', span: 6 }] }] };
  await write(
    'two.dashboard.json',
    JSON.stringify({ ...(JSON.parse(dashboard('Two')) as object), queries, panels, layout }),
  );
  await until(() => expect(workspace.get('dashboard', 'two')?.issues).toHaveLength(1));
  const datasources = { ...bindings.datasources, lake: { type: 'memory' } };
  await write('datasources.json', JSON.stringify({ ...bindings, datasources }));
  await until(() => expect(workspace.get('dashboard', 'two')?.issues).toEqual([]));
  expect(changes).toContainEqual({ type: 'changed', kind: 'dashboard', path: 'two' });
});

test('links out of the workspace, in circles and to folders are not followed', async () => {
  await symlink('/etc/passwd', join(directory, 'out.dashboard.json'));
  await symlink('circle.dashboard.json', join(directory, 'circle.dashboard.json'));
  await symlink('gone', join(directory, 'dangling.dashboard.json'));
  await symlink('..', join(directory, 'up'));
  await symlink('one.dashboard.json', join(directory, 'inside.dashboard.json'));
  await until(() => expect(titleOf('inside')).toBe('One'));
  await until(() => expect(workspace.issues()).toHaveLength(4));
  expect(toLines(workspace.issues())).toBe(
    [
      'circle.dashboard.json:1:1 error link that leads back to itself',
      'dangling.dashboard.json:1:1 error link to a file that does not exist',
      'out.dashboard.json:1:1 error link out of the workspace',
      'up:1:1 warning link to a folder: it is not followed\n',
    ].join('\n'),
  );
  expect(workspace.get('dashboard', 'out')?.text).toBe('');
  await expect(save('inside', dashboard('X'), etagOf('inside'))).rejects.toThrow(
    'inside.dashboard.json: goes through a symbolic link',
  );
  await expect(save('up/x', dashboard('X'))).rejects.toThrow('goes through a symbolic link');
});

test('a thousand files at once are all seen', async () => {
  await mkdir(join(directory, 'many'));
  const names = Array.from({ length: 1000 }, (_, i) => `many/d${i}.dashboard.json`);
  await Promise.all(names.map((name, i) => write(name, dashboard(`D${i}`))));
  await until(() => expect(workspace.list('dashboard')).toHaveLength(1001));
  expect(titleOf('many/d999')).toBe('D999');
});

test('a save writes the canonical form and tells once', async () => {
  const saved = await save('new/board', dashboard('New'));
  const text = await readFile(join(directory, 'new/board.dashboard.json'), 'utf8');
  expect(text).toBe(saved.text);
  expect(text).toMatch(/^\{\n {2}"kind": "dashboard",\n/);
  expect(saved.document?.title).toBe('New');
  // The watcher sees the write too: another change shows when it has caught up.
  await write('one.dashboard.json', dashboard('Two'));
  await until(() => expect(titleOf('one')).toBe('Two'));
  expect(changes.filter(({ path }) => path === 'new/board')).toEqual([
    { type: 'added', kind: 'dashboard', path: 'new/board' },
  ]);
});

test('opening and saving a canonical file without an edit changes no byte', async () => {
  const first = await save('board', dashboard('Board'));
  const second = await save('board', first.text, first.etag);
  expect(second).toMatchObject({ text: first.text, etag: first.etag });
  expect(second.modifiedAtMs).toBe(first.modifiedAtMs);
});

test('a save needs the etag that was read', async () => {
  const etag = etagOf('one');
  await expect(save('one', dashboard('X'))).rejects.toMatchObject({
    code: 'PRECONDITION_REQUIRED',
  });
  await write('one.dashboard.json', dashboard('Edited on disk'));
  await expect(save('one', dashboard('X'), etag)).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
    message: expect.stringContaining('one.dashboard.json: has changed, it is "sha256-') as string,
  });
  await expect(save('none', dashboard('X'), etag)).rejects.toThrow('no longer exists');
});

test('of fifty saves of one version exactly one wins', async () => {
  const etag = etagOf('one');
  const saves = Array.from({ length: 50 }, (_, i) => save('one', dashboard(`Save ${i}`), etag));
  const results = await Promise.allSettled(saves);
  const lost = results.filter((result) => result.status === 'rejected');
  expect(lost).toHaveLength(49);
  for (const { reason } of lost) expect(reason).toMatchObject({ code: 'PRECONDITION_FAILED' });
  const text = await readFile(join(directory, 'one.dashboard.json'), 'utf8');
  expect((JSON.parse(text) as { title: string }).title).toBe(titleOf('one'));
});

test('what is invalid is not written, and all of it is reported', async () => {
  const text = '{\n  "kind": "dashboard",\n  "format": 1,\n  "titel": "X"\n}';
  await expect(save('bad', text)).rejects.toMatchObject({
    code: 'INVALID_FILE',
    message: 'bad.dashboard.json:1:1: title: required, but missing (and 3 more)',
    position: { line: 1, column: 1 },
    issues: expect.arrayContaining([
      expect.objectContaining({ line: 4, column: 3, path: 'titel' }),
    ]) as unknown,
  });
  expect(await readdir(directory)).not.toContain('bad.dashboard.json');
});

test.each(['../x', '/etc/x', 'a//b', 'a/../b', 'A', 'a b', '.x', '', 'a/', 'ä', 'a'.repeat(201)])(
  'no document is called %j',
  async (path) => {
    await expect(save(path, dashboard('X'))).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  },
);

test('what a crash left is swept by a later save, but not what is being written', async () => {
  const left = '.one.dashboard.json.0123456789ab.tmp';
  const young = '.one.dashboard.json.ba9876543210.tmp';
  await write(left, '{');
  await write(young, '{');
  await utimes(join(directory, left), 1, 1);
  await save('two', dashboard('Two'));
  const names = await readdir(directory);
  expect(names).not.toContain(left);
  expect(names).toContain(young);
});

test('a removal needs the etag, and is told', async () => {
  const remove = (ifMatch: string) => workspace.remove({ kind: 'dashboard', path: 'one', ifMatch });
  await expect(remove('"sha256-x"')).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  await remove(etagOf('one'));
  expect(workspace.get('dashboard', 'one')).toBeUndefined();
  expect(changes).toEqual([{ type: 'removed', kind: 'dashboard', path: 'one' }]);
  await expect(remove('"sha256-x"')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a listener that throws does not keep others from hearing', async () => {
  const heard: string[] = [];
  const off = workspace.onChange(() => {
    throw new Error('no');
  });
  workspace.onChange(({ path }) => heard.push(path));
  await save('a', dashboard('A'));
  off();
  expect(heard).toEqual(['a']);
});

test('SIGKILL during saves leaves the old or the new file, and no scratch is served', async () => {
  const script = join(directory, 'writer.mjs');
  const module = JSON.stringify(join(import.meta.dirname, 'write.ts'));
  await writeFile(
    script,
    `const { writeAtomically } = await import(${module});
     for (let i = 0; ; i++) {
       const text = JSON.stringify({ n: i, pad: 'x'.repeat(100_000), end: i });
       await writeAtomically(process.argv[2], 'killed.dashboard.json', text);
       process.send(i);
     }`,
  );
  for (let round = 0; round < 3; round++) {
    const writer = fork(script, [directory], {
      execArgv: ['--import', 'tsx'],
      cwd: import.meta.dirname,
    });
    let durable = -1;
    await new Promise<void>((resolve) => {
      writer.on('message', (count: number) => {
        durable = count;
        if (count === 5 + round * 7) writer.kill('SIGKILL');
      });
      writer.on('exit', () => resolve());
    });
    const text = await readFile(join(directory, 'killed.dashboard.json'), 'utf8');
    const { n, end } = JSON.parse(text) as { n: number; end: number };
    expect(end).toBe(n);
    expect(n).toBeGreaterThanOrEqual(durable);
    expect(durable).toBeGreaterThanOrEqual(5);
  }
  await workspace.close();
  await start();
  const files = workspace.list('dashboard').map(({ file }) => file);
  expect(files).toEqual(['killed.dashboard.json', 'one.dashboard.json']);
});
