import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exchange } from './testing/exchange.ts';
import { openTestApi, type TestApi } from './testing.ts';

let api: TestApi;
let port: number;
beforeAll(async () => {
  api = await openTestApi();
  port = await api.listen();
});
afterAll(() => api.close());

const get = async (path: string) => exchange(port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\n`);
const post = async (type: string, body: string | Buffer, path = '/graphql') =>
  exchange(
    port,
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type:${type}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n`,
    body,
  );
const alive = async () => (await get('/livez')).status;

test('a path that is not written canonically opens nothing (S-03)', async () => {
  const canonical = ['/api/v1/dashboards', '/metrics', '/api/v1/streams/activity/dead-letters'];
  for (const path of canonical) {
    expect((await get(path)).status, path).toBe(200);
    for (const spelled of [
      ...[
        `/${path}`,
        `/.${path}`,
        `${path}/`,
        `${path};x`,
        `${path}%20`,
        `${path}%00`,
        `${path}/.`,
      ],
      ...[
        path.toUpperCase(),
        path.replace(/\/(?=[^/]+$)/, '//'),
        path.replace(/\/(?=[^/]+$)/, '/./'),
      ],
      ...[path.replace(/\/(?=[^/]+$)/, '%2f'), `/x/..${path}`, `/%2e${path}`],
    ]) {
      const answer = await get(spelled);
      // The page of the application may answer, which is not built here; the resource never does.
      expect([spelled, [400, 404, 503].includes(answer.status)]).toEqual([spelled, true]);
    }
  }
});

test('no answer may be framed or taken for another type, also what is refused before any route', async () => {
  const asked = {
    unknown: 'GET /api/v1/nothing HTTP/1.1\r\nHost: localhost\r\n',
    'no URL': 'GET /% HTTP/1.1\r\nHost: localhost\r\n',
    'no path': 'GET /api/v1/%ff HTTP/1.1\r\nHost: localhost\r\n',
    'another host': 'GET / HTTP/1.1\r\nHost: evil.example\r\n',
    'no HTTP': 'NONSENSE\r\n',
    'long head': `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n`,
  };
  for (const [what, head] of Object.entries(asked)) {
    const { status, text } = await exchange(port, head);
    expect([what, status >= 400]).toEqual([what, true]);
    expect(text, what).toMatch(/^content-security-policy: .*frame-ancestors 'none'/im);
    expect(text, what).toMatch(/^x-content-type-options: nosniff/im);
  }
});

test('a parameter that looks like a pattern names nothing (S-11)', async () => {
  const words = [
    ':name',
    '*',
    '%',
    '%25',
    '',
    '0',
    '-1',
    'null',
    'undefined',
    '__proto__',
    '%2f',
    '..',
  ];
  const more = ['constructor', 'toString', '%E0%A4%A', '%ff', 'a%2fb', 'x'.repeat(600), '%00'];
  for (const word of [...words, ...more])
    for (const path of [
      `/api/v1/streams/${word}/dead-letters`,
      `/api/v1/datasources/${word}/check`,
      `/api/v1/files/${word}`,
      `/schema/${word}`,
    ]) {
      const { status } = await get(path);
      expect([path, [400, 404, 414].includes(status)]).toEqual([path, true]);
    }
  expect(api.services.failures).toEqual([]);
});

test('a number that is absurd is refused by name (S-19)', async () => {
  for (const limit of ['0', '-1', '1001', '1e12', 'NaN', 'Infinity', '1.5', '9'.repeat(400), ''])
    expect([
      limit,
      (await get(`/api/v1/streams/activity/dead-letters?limit=${limit}`)).status,
    ]).toEqual([limit, 400]);
  const { status, text } = await get(`/api/v1/dashboards?search=${'x'.repeat(201)}`);
  expect([status, text]).toEqual([400, expect.stringContaining('INVALID_REQUEST')]);
});

test.each([
  'application/json\ta',
  ' application/json garbage',
  'application/jsonx',
  'text/plain',
  'application/json, text/plain',
  'application/ json',
  ';application/json',
  'multipart/form-data; boundary=application/json',
])('content type %j does not get a mutation past the checks (S-23)', async (type) => {
  const { status } = await post(type, '{"query": 1}');
  expect([400, 415]).toContain(status);
});

test.each(['APPLICATION/JSON', ' application/json', 'application/json; charset=utf-8'])(
  'content type %j is JSON, and its body is checked (S-23)',
  async (type) => {
    expect((await post(type, '{"query": 1}')).status).toBe(400);
    expect((await post(type, '{"query": "{ __typename }"}')).status).toBe(200);
  },
);

test.each<[string, string | Buffer]>([
  ['invalid UTF-8', Buffer.from('{"query": "\xff\xfe"}', 'latin1')],
  ['half a surrogate pair, encoded', Buffer.from('7b227175657279223a22eda0bd227d', 'hex')],
  ['no JSON', '{"query": '],
  ['an empty body', ''],
  ['a hundred thousand brackets', '['.repeat(100_000)],
  ['a hundred thousand objects', `{"query":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_001)}`],
  [
    'a document that nobody could print',
    `{"query":"mutation($d: JSON!) { dashboardSave(path: \\"x\\", document: $d) { userErrors { code } } }",` +
      `"variables":{"d":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
  ],
  ['a prototype', '{"__proto__": {"polluted": true}, "query": "{ __typename }"}'],
  ['a prototype in escapes', '{"\\u005f_proto__": {"polluted": true}, "query": "{ __typename }"}'],
])('%s is a 400 and no crash (S-16)', async (_name, body) => {
  const { status, text } = await post('application/json', body);
  expect([status, text]).toEqual([400, expect.stringContaining('"code":"INVALID_REQUEST"')]);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('a body of 1 GB is refused when it is announced, and cut when it is not', async () => {
  const head = 'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
  const announced = await exchange(port, `${head}Content-Length: 1073741824\r\n`);
  expect(announced.status).toBe(413);
  const sent = await pour(`${head}Transfer-Encoding: chunked\r\n\r\n`);
  expect(sent.bytes).toBeLessThan(64 * 1024 * 1024);
  expect(await alive()).toBe(200);
});

test('a flood of headers is cut', async () => {
  const many = Array.from({ length: 5000 }, (_, i) => `X-${i}: ${i}\r\n`).join('');
  expect((await exchange(port, `GET / HTTP/1.1\r\nHost: localhost\r\n${many}`)).status).toBe(431);
  const long = `X: ${'x'.repeat(100_000)}\r\n`;
  expect((await exchange(port, `GET / HTTP/1.1\r\nHost: localhost\r\n${long}`)).status).toBe(431);
  expect((await get(`/${'x'.repeat(100_000)}`)).status).toBe(431);
  expect(await alive()).toBe(200);
});

test.each([
  ['no host', 'GET /livez HTTP/1.1\r\n'],
  ['two hosts', 'GET /livez HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n'],
  [
    'a foreign host in the request line',
    'GET http://evil.example/livez HTTP/1.1\r\nHost: evil.example\r\n',
  ],
  [
    'two lengths',
    'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n',
  ],
  [
    'length and chunks',
    'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n',
  ],
  ['a header with a line break', 'GET /livez HTTP/1.1\r\nHost: localhost\r\nX: a\nb\r\n'],
  ['a method nobody knows', 'HACK /livez HTTP/1.1\r\nHost: localhost\r\n'],
  ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
])('a request with %s is refused', async (_name, head) => {
  const { status } = await exchange(port, head);
  expect([400, 403, 404]).toContain(status);
  expect(await alive()).toBe(200);
});

/** Writes chunks up to 1 GiB for as long as the server takes them. */
function pour(head: string): Promise<{ bytes: number }> {
  const chunk = Buffer.concat([
    Buffer.from('100000\r\n'),
    Buffer.alloc(0x100000, 32),
    Buffer.from('\r\n'),
  ]);
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(head);
      write();
    });
    let chunks = 0;
    function write(): void {
      while (chunks < 1024 && !socket.destroyed && socket.writable) {
        chunks++;
        if (!socket.write(chunk)) return;
      }
    }
    socket.on('drain', write);
    socket.on('data', () => {});
    socket.on('end', () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.setTimeout(5000, () => socket.destroy());
    socket.on('close', () => resolve({ bytes: chunks * 0x100000 }));
  });
}
