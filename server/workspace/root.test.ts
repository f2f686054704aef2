import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openWorkspace } from './open.ts';
import { loadTestPlugins, silent, toLines } from './testing.ts';
import type { Workspace, WorkspaceChange } from './workspace.ts';

const plugins = await loadTestPlugins();
let directory: string;
let root: string;
let away: string;
let workspace: Workspace;
let changes: WorkspaceChange[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heliostat-root-'));
  root = join(directory, 'workspace');
  away = join(directory, 'away');
  await mkdir(join(root, 'shop'), { recursive: true });
  await write('one', 'One');
  await write('shop/two', 'Two');
  workspace = await openWorkspace({ directory: root, plugins, effects: { log: silent } });
  changes = [];
  workspace.onChange((change) => changes.push(change));
});
afterEach(async () => {
  await workspace.close();
  await rm(directory, { recursive: true, force: true });
});

function dashboard(title: string): string {
  const document = { kind: 'dashboard', format: 1, title, panels: {}, layout: { rows: [] } };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const write = (path: string, title: string) =>
  writeFile(join(root, `${path}.dashboard.json`), dashboard(title));
const titles = () => workspace.list('dashboard').map(({ document }) => document?.title);
const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 20 });
const save = (path: string, ifMatch?: string) =>
  workspace.save({
    ...{ kind: 'dashboard', path, text: dashboard('Saved') },
    ...(ifMatch !== undefined && { ifMatch }),
  });

const isLost = () =>
  until(() =>
    expect(toLines(workspace.issues())).toMatch(/^\.:1:1 error the workspace cannot be read/),
  );

test('a workspace that is moved away keeps its documents, says so, and takes no save', async () => {
  const etag = workspace.get('dashboard', 'one')?.etag;
  await rename(root, away);
  await isLost();
  expect(titles()).toEqual(['One', 'Two']);
  const refused = {
    code: 'UNAVAILABLE',
    message: expect.stringMatching(/^workspace: cannot/) as string,
  };
  await expect(save('one', etag)).rejects.toMatchObject(refused);
  await expect(save('three')).rejects.toMatchObject(refused);
  const removing = workspace.remove({ kind: 'dashboard', path: 'one', ifMatch: etag ?? '' });
  await expect(removing).rejects.toMatchObject(refused);
  await expect(stat(root)).rejects.toThrow('ENOENT');
  expect(changes).toEqual([]);
});

test('a workspace that comes back is watched again, as it is then', async () => {
  await rename(root, away);
  await isLost();
  await rename(away, root);
  await until(() => expect(workspace.issues()).toEqual([]));
  await write('shop/two', 'Three');
  await until(() => expect(titles()).toEqual(['One', 'Three']));
  await rm(root, { recursive: true });
  await isLost();
  expect(titles()).toEqual(['One', 'Three']);
  await mkdir(root);
  await write('four', 'Four');
  await until(() => expect(titles()).toEqual(['Four']));
  await write('five', 'Five');
  await until(() => expect(titles()).toEqual(['Five', 'Four']));
});

test('a folder above it that is moved takes it away as well', async () => {
  await rename(directory, `${directory}-moved`);
  await isLost();
  expect(titles()).toEqual(['One', 'Two']);
  await rename(`${directory}-moved`, directory);
  await until(() => expect(workspace.issues()).toEqual([]));
});

test('a file in its place is no workspace without dashboards', async () => {
  await rename(root, away);
  await writeFile(root, 'not a folder');
  await isLost();
  expect(titles()).toEqual(['One', 'Two']);
  await expect(save('three')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await rm(root);
  await rename(away, root);
  await until(() => expect(workspace.issues()).toEqual([]));
});

test('what another process writes while a save is written is not overwritten', async () => {
  const etag = workspace.get('dashboard', 'one')?.etag;
  const saving = save('one', etag);
  const theirs = (async () => {
    for (let look = 0; look < 10_000; look++) {
      const names = await readdir(root);
      if (names.some((name) => name.endsWith('.tmp'))) return write('one', 'Theirs');
    }
    throw new Error('no save was seen');
  })();
  await expect(saving).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  await theirs;
  await until(() => expect(titles()).toEqual(['Theirs', 'Two']));
  expect((await readdir(root)).sort()).toEqual(['one.dashboard.json', 'shop']);
});
