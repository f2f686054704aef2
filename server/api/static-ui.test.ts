import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exchange } from './testing/exchange.ts';
import { openTestApi, testConfig, type TestApi } from './testing.ts';

const canary = 'canary-4711';
const script = 'document.documentElement.dataset.theme = "dark"';
let root: string;
let api: TestApi;
let port: number;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heliostat-ui-'));
  const ui = join(root, 'ui');
  await mkdir(join(ui, 'assets'), { recursive: true });
  await writeFile(join(root, 'secret.txt'), canary);
  await writeFile(join(ui, '.env'), canary);
  await writeFile(join(ui, 'index.html'), `<!doctype html><script>${script}</script><p>app`);
  await writeFile(join(ui, 'favicon.svg'), '<svg/>');
  await writeFile(join(ui, 'assets/index-abc123.js'), 'export {};');
  await writeFile(join(ui, 'assets/index-abc123.js.br'), 'not really brotli');
  await symlink(join(root, 'secret.txt'), join(ui, 'assets/link.txt'));
  await symlink(root, join(ui, 'assets/up'));
  api = await openTestApi({ config: { ...testConfig, uiDirectory: ui } });
  port = await api.listen();
});
afterAll(async () => {
  await api.close();
  await rm(root, { recursive: true });
});

const get = async (url: string, headers: Record<string, string> = {}) =>
  api.app.inject({ url, headers: { host: 'localhost', ...headers } });

test('pages of the application are index.html, never cached', async () => {
  for (const url of [
    '/',
    '/d/social/engagement',
    '/d/social/engagement?from=now-1h',
    '/pipelines/',
  ]) {
    const answer = await get(url);
    expect([url, answer.statusCode, answer.headers['cache-control']]).toEqual([
      url,
      200,
      'no-cache',
    ]);
    expect(answer.headers['content-type']).toContain('text/html');
    expect(answer.body).toContain('<p>app');
  }
});

test('a script written into the page is allowed by its hash, and no other', async () => {
  const policy = String((await get('/')).headers['content-security-policy']);
  expect(policy).toMatch(/script-src 'self' 'sha256-[A-Za-z0-9+/]{43}='/);
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  expect(policy).toContain("connect-src 'self'");
  expect(policy).toMatch(/img-src[^;]*blob:/);
});

test('hashed assets are cached for ever, and sent packed to those who can unpack', async () => {
  const plain = await get('/assets/index-abc123.js');
  expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect([plain.statusCode, plain.body]).toEqual([200, 'export {};']);
  const packed = await get('/assets/index-abc123.js', { 'accept-encoding': 'br' });
  expect([packed.headers['content-encoding'], packed.body]).toEqual(['br', 'not really brotli']);
  const again = await get('/favicon.svg', {
    'if-none-match': String((await get('/favicon.svg')).headers.etag),
  });
  expect(again.statusCode).toBe(304);
});

test('what does not exist under a known place is 404 as JSON, not the page', async () => {
  for (const url of [
    '/assets/old-1.js',
    '/api/v9',
    '/favicon.png',
    '/ingest',
    '/schema',
    '/.env',
  ]) {
    const answer = await get(url, { accept: 'text/html' });
    expect([url, answer.statusCode]).toEqual([url, 404]);
    expect(answer.json()).toMatchObject({ code: 'NOT_FOUND' });
  }
});

test('a new build is seen without a restart; without one there is a page that says what to run', async () => {
  const ui = join(root, 'later');
  const later = await openTestApi({ config: { ...testConfig, uiDirectory: ui } });
  const page = () => later.app.inject({ url: '/', headers: { host: 'localhost' } });
  const before = await page();
  expect(before.statusCode).toBe(503);
  expect(before.body).toContain('npm run build');
  await mkdir(join(ui, 'assets'), { recursive: true });
  await writeFile(join(ui, 'index.html'), '<p>built');
  expect((await page()).body).toBe('<p>built');
  await later.close();
});

const ups = [
  '../',
  '..%2f',
  '..%2F',
  '%2e%2e/',
  '%2e%2e%2f',
  '%2E%2E%5C',
  '..%5c',
  '..\\',
  '.%2e/',
];
const twice = ['%252e%252e%252f', '%252e%252e/', '..%252f', '..;/', '..%00/', '..%0d%0a/'];
const odd = ['....//', '%c0%ae%c0%ae/', '%uff0e%uff0e/', './/../', '%2e/../', '..//', '..%c0%af'];
const attacks = [
  ...[...ups, ...twice, ...odd].flatMap((up) => [
    `/assets/${up}${up}secret.txt`,
    `/${up}${up}${up}secret.txt`,
    `/d/${up}${up}${up}secret.txt`,
  ]),
  ...['/assets/link.txt', '/assets/up/secret.txt', '/assets//secret.txt', '//secret.txt'],
  ...['/assets/%00', '/assets/index-abc123.js%00.txt', '/assets/', '/assets', '/assets/.', '/%'],
  ...['/assets/..', '/.env', '/%2eenv', '/assets/../.env', '/secret.txt', '/index.html/../.env'],
];

test(`no spelling of a path leaves the build: ${attacks.length} of them, unnormalised (S-01, S-02)`, async () => {
  const found: string[] = [];
  for (const path of attacks) {
    const answer = await exchange(port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\n`);
    if (![400, 404].includes(answer.status) || answer.text.includes(canary))
      found.push(`${answer.status} ${path}`);
  }
  expect(found).toEqual([]);
});

test('no page may be framed, except below /embed by the origins the server was told', async () => {
  const embedOrigins = ['https://wiki.example.com', 'http://localhost:8080'];
  const { uiDirectory } = api.services.config;
  const told = await openTestApi({ config: { ...testConfig, uiDirectory, embedOrigins } });
  try {
    const framing = async ({ app }: TestApi, url: string) => {
      const { headers } = await app.inject({ url, headers: { host: 'localhost' } });
      const policy = String(headers['content-security-policy']);
      return [/frame-ancestors ([^;]*)/.exec(policy)?.[1], headers['x-frame-options']];
    };
    const refused = ["'none'", 'DENY'];
    const allowed = [embedOrigins.join(' '), undefined];
    for (const url of ['/embed/social/live', '/embed/s/abc?theme=dark', '/embed/'])
      expect([url, ...(await framing(told, url))]).toEqual([url, ...allowed]);
    const others = ['/', '/d/social/live', '/s/abc', '/embed', '/EMBED/a', '/d/embed/a', '/livez'];
    others.push('/embed%2Fa', '/%65mbed/a', '//embed/a', '/?/embed/a');
    for (const url of [...others, '/api/v1/dashboards', '/embed/../d/a', '/embed/%2e%2e/d/a'])
      expect([url, ...(await framing(told, url))]).toEqual([url, ...refused]);
    expect(await framing(api, '/embed/social/live')).toEqual(refused);
  } finally {
    await told.close();
  }
});
