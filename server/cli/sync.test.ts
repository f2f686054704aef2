import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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
