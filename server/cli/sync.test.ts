import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestApi, type TestApi } from '../api/testing.ts';
import { main } from './main.ts';

const file = 'social/engagement.dashboard.json';
let api: TestApi;
let url: string;
let workspace: string;
let output: string;
let errors: string;

beforeEach(async () => {
  api = await openTestApi();
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(api.app.server.address() as AddressInfo).port}`;
  workspace = await mkdtemp(join(tmpdir(), 'heliostat-sync-'));
});
afterEach(async () => {
  await api.close();
  await rm(workspace, { recursive: true });
});

function run(...words: string[]): Promise<number> {
  output = '';
  errors = '';
  return main([...words, '--url', url, '--workspace', workspace], {
    write: (text) => void (output += text),
    writeError: (text) => void (errors += text),
    environment: {},
    isTerminal: false,
    signal: new AbortController().signal,
  });
}
const here = (name = file) => join(workspace, name);
const there = () => readFile(join(api.services.workspace.directory, file), 'utf8');
async function retitle(title: string) {
  const text = await readFile(here(), 'utf8');
  await writeFile(here(), text.replace(/"title": ?"[^"]*"/, `"title": "${title}"`));
}
async function changeThere(title: string) {
  const current = api.services.workspace.get('dashboard', 'social/engagement')!;
  const text = JSON.stringify({ ...current.document, title });
  await api.services.workspace.save({
    kind: 'dashboard',
    path: current.path,
    text,
    ifMatch: current.etag,
  });
}

test('pull takes what is there; a second pull has nothing to do', async () => {
  expect(await run('pull')).toBe(0);
  expect(output).toContain(`new ${here()}`);
  expect(await readFile(here(), 'utf8')).toBe(await there());
  expect(await run('pull', 'social')).toBe(0);
  expect(output).toBe('');
});

test('push writes over the version that was pulled, and only tells with --dry-run', async () => {
  await run('pull');
  await retitle('Mine');
  expect(await run('push', '--dry-run')).toBe(0);
  expect(output).toBe(`changed ${file}\n`);
  expect(await there()).not.toContain('Mine');
  expect(await run('push', 'social/engagement')).toBe(0);
  expect(await there()).toContain('"title": "Mine"');
  await changeThere('Theirs');
  expect(await run('pull')).toBe(0);
  expect(await readFile(here(), 'utf8')).toContain('"title": "Theirs"');
});

test('what is changed on both sides is told with what differs, and --if-match decides', async () => {
  await run('pull');
  await retitle('Mine');
  await changeThere('Theirs');
  expect(await run('pull')).toBe(1);
  expect(await readFile(here(), 'utf8')).toContain('Mine');
  expect(await run('push')).toBe(1);
  expect(errors).toContain('here: title Theirs → Mine');
  expect(await there()).toContain('Theirs');
  const etag = /whose version is (\S+)/.exec(errors)?.[1] ?? '';
  expect(await run('push', file, '--if-match', '"sha256-other"')).toBe(1);
  expect(await run('push', file, '--if-match', etag)).toBe(0);
  expect(await there()).toContain('Mine');
});

test('what each side has changed for itself is merged, and can be pushed', async () => {
  await run('pull');
  const { document } = api.services.workspace.get('dashboard', 'social/engagement')!;
  const described = { ...document, description: 'Said here' };
  await writeFile(here(), JSON.stringify(described));
  await changeThere('Theirs');
  expect(await run('pull', '--dry-run')).toBe(0);
  expect(await readFile(here(), 'utf8')).not.toContain('Theirs');
  expect(await run('pull')).toBe(0);
  expect(output).toBe(`merged ${here()}\n`);
  const merged = JSON.parse(await readFile(here(), 'utf8')) as object;
  expect(merged).toMatchObject({ title: 'Theirs', description: 'Said here' });
  expect(await run('push')).toBe(0);
  expect(await there()).toContain('Said here');
});

test('what was never pulled is not written over; what is new is created', async () => {
  await run('pull');
  await rm(here('.heliostat-sync.json'));
  await retitle('Mine');
  expect(await run('push')).toBe(1);
  const refusal = errors;
  await writeFile(here('.heliostat-sync.json'), 'null');
  expect(await run('push')).toBe(1);
  expect(errors).toBe(refusal);
  expect(await run('pull', '--force')).toBe(0);
  await writeFile(here('new.dashboard.json'), await there());
  expect(await run('push', 'new')).toBe(0);
  expect(output).toBe('new new.dashboard.json\n');
  expect(api.services.workspace.get('dashboard', 'new')).toBeDefined();
});

test('no server, no such dashboard, and what the server refuses, are said', async () => {
  await run('pull');
  expect(await run('pull', 'nowhere')).toBe(1);
  expect(errors).toContain('no dashboard or folder of that name: nowhere');
  await writeFile(here('bad.dashboard.json'), '{"kind": "dashboard"}');
  expect(await run('push', 'bad')).toBe(1);
  expect(errors).toContain('bad.dashboard.json:1:1');
  url = 'http://127.0.0.1:9';
  expect(await run('pull')).toBe(1);
  expect(errors).toContain('no server answers');
});

test('what --if-match does not match is told with the etag that is there, quoted or not', async () => {
  await run('pull');
  const pulled = api.services.workspace.get('dashboard', 'social/engagement')?.etag ?? '';
  await retitle('Mine');
  expect(await run('push', file, '--if-match', 'sha256-other')).toBe(1);
  expect(errors).toContain(`${here()}: not pushed: the server's version is ${pulled}, and not`);
  expect(errors).toContain('"sha256-other"');
  expect(errors).not.toContain('changed here and on the server');
  expect(errors).toContain('here: title');
  // A shell takes the quotes of "sha256-…" away.
  expect(await run('push', file, '--if-match', pulled.replaceAll('"', ''))).toBe(0);
  expect(await there()).toContain('Mine');
  await rename(here(), here('new.dashboard.json'));
  expect(await run('push', 'new', '--if-match', pulled)).toBe(1);
  expect(errors).toMatch(/new\.dashboard\.json: not pushed: the server has no such dashboard/);
  expect(await run('pull', '--if-match', pulled)).toBe(2);
  expect(errors).toContain('--if-match');
});

test('who has changed what is told as it is', async () => {
  await run('pull');
  await changeThere('Theirs');
  expect(await run('push')).toBe(1);
  expect(errors).toContain(`${here()}: not pushed: changed on the server since it was pulled`);
  expect(errors).toContain('pull takes it');
  await rm(here('.heliostat-sync.json'));
  expect(await run('push')).toBe(1);
  expect(errors).toContain('not pushed: the server has another, which was never pulled');
  expect(await run('pull')).toBe(1);
  expect(errors).toContain('not pulled: the server has another, which was never pulled');
  expect(await run('pull', '--force')).toBe(0);
});

test('a file that cannot be read is neither sent nor written over, and keeps no other back', async () => {
  await run('pull');
  const bytes = Buffer.from('{"kind": "dashboard", "title": "Caf\xe9"}', 'latin1');
  await writeFile(here('a.dashboard.json'), bytes);
  await writeFile(here('b.dashboard.json'), '{"kind": "dashboard"}');
  await retitle('Mine');
  expect(await run('push')).toBe(1);
  expect(errors).toMatch(/a\.dashboard\.json:1:\d+ not pushed: not valid UTF-8/);
  expect(errors).toMatch(/b\.dashboard\.json:1:1: .*/);
  expect(output).toBe(`changed ${file}\n`);
  expect(await there()).toContain('Mine');
  expect(await readFile(here('a.dashboard.json'))).toEqual(bytes);
  await writeFile(here(), bytes);
  await changeThere('Theirs');
  expect(await run('pull')).toBe(1);
  expect(errors).toMatch(/engagement\.dashboard\.json:1:\d+ not pulled: not valid UTF-8/);
  expect(await readFile(here())).toEqual(bytes);
});

test('a place that cannot be written is named with its cause, and nothing is left half', async () => {
  await writeFile(here('social'), 'a file in the place of the folder');
  expect(await run('pull')).toBe(1);
  expect(errors).toContain(`${here()}: cannot be written: `);
  expect(errors).toContain('A file stands where a folder');
  expect(errors).not.toContain('.heliostat-sync.json');
  await rm(here('social'));
  await mkdir(here('.heliostat-sync.json'));
  expect(await run('pull')).toBe(1);
  expect(errors).toMatch(
    /\.heliostat-sync\.json: cannot be written: EISDIR\n.*the dashboards are/i,
  );
  expect(await readFile(here(), 'utf8')).toBe(await there());
});

test('what is known already is not written again', async () => {
  await run('pull');
  const { mtimeNs } = await stat(here('.heliostat-sync.json'), { bigint: true });
  expect(await run('pull')).toBe(0);
  expect(await run('push')).toBe(0);
  expect((await stat(here('.heliostat-sync.json'), { bigint: true })).mtimeNs).toBe(mtimeNs);
});

test('a dashboard may be chosen by its file, as a shell completes it', async () => {
  expect(await run('pull', here())).toBe(0);
  expect(output).toBe(`new ${here()}\n`);
  await retitle('Mine');
  expect(await run('push', here())).toBe(0);
  expect(await run('push', here('social'))).toBe(0);
  expect(await there()).toContain('Mine');
  expect(await run('push', '/etc')).toBe(1);
  expect(errors).toContain('no dashboard or folder of that name: /etc\n  ');
});
