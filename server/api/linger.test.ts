import { connect, type AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { lingering, type LingerLimits } from './linger.ts';
import { openTestApi, type TestApi } from './testing.ts';

let api: TestApi;
let port: number;
beforeAll(async () => {
  api = await openTestApi();
  port = await api.listen();
});
afterAll(() => api.close());

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** As programs do that block: not a byte is read before all are written. */
function writeThenRead(to: number, head: string, body: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(to, '127.0.0.1', () => {
      socket.pause();
      socket.write(head);
      socket.write(body, () => socket.resume());
    });
    socket.setTimeout(20_000, () => socket.destroy(new Error('no answer')));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
  });
}

const megabytes = (n: number) => Buffer.alloc(n * 1024 * 1024, 32);
const headOf = (path: string, more: string, host = 'localhost') =>
  `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n${more}\r\n\r\n`;
const chunked = (body: Buffer) =>
  Buffer.concat([
    Buffer.from(`${body.length.toString(16)}\r\n`),
    body,
    Buffer.from('\r\n0\r\n\r\n'),
  ]);

test.each([
  ['/graphql', 'localhost', 413, 'PAYLOAD_TOO_LARGE'],
  ['/api/v1/query', 'localhost', 413, 'PAYLOAD_TOO_LARGE'],
  ['/ingest/v1/orders', 'localhost', 413, 'PAYLOAD_TOO_LARGE'],
  ['/ingest/v1/Orders', 'localhost', 400, 'INVALID_REQUEST'],
  ['/graphql', 'evil.example', 403, 'FORBIDDEN'],
])(
  'a client that writes all before it reads learns why %s of %s refused: %i',
  async (...[path, host, status, code]) => {
    const body = megabytes(24);
    for (const [more, bytes] of [
      [`Content-Length: ${body.length}`, body],
      ['Transfer-Encoding: chunked', chunked(body)],
    ] as const) {
      const answer = await writeThenRead(port, headOf(path, more, host), bytes);
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(answer).toMatch(/\r\nconnection: close\r\n/i);
      expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ code });
    }
  },
);

/** Answers before it reads, and counts what it reads all the same. */
async function serve(limits: LingerLimits): Promise<{ port: number; read: () => number }> {
  let bytes = 0;
  const server = createServer((request, response) => {
    const answer = Buffer.from('no');
    response.writeHead(413, { connection: 'close', 'content-length': answer.length });
    lingering(answer, request, limits).pipe(response);
    request.on('data', (chunk: Buffer) => (bytes += chunk.length));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, read: () => bytes };
}

test('who sends more than the limit is cut', async () => {
  const { port: to, read } = await serve({ maxBytes: 1024 * 1024, idleMs: 5000, maxMs: 20_000 });
  const body = megabytes(64);
  await writeThenRead(to, headOf('/', `Content-Length: ${body.length}`), body).catch(() => '');
  expect(read()).toBeGreaterThan(1024 * 1024);
  expect(read()).toBeLessThan(16 * 1024 * 1024);
});

test.each([
  ['sends nothing', { idleMs: 50, maxMs: 600_000 }],
  ['takes too long', { idleMs: 600_000, maxMs: 50 }],
])('who %s is not waited for', async (_name, times) => {
  const { port: to } = await serve({ maxBytes: 1024, ...times });
  const answer = await writeThenRead(to, headOf('/', 'Content-Length: 100'), Buffer.from('x'));
  expect(answer).toMatch(/^HTTP\/1\.1 413 .*\r\n\r\nno$/s);
});

test('who goes away is forgotten', async () => {
  const { port: to } = await serve({ maxBytes: 1024, idleMs: 600_000, maxMs: 600_000 });
  await new Promise<void>((resolve) => {
    const socket = connect(to, '127.0.0.1', () => {
      socket.write(headOf('/', 'Content-Length: 100'));
      socket.once('data', () => socket.destroy());
      socket.once('close', () => resolve());
    });
  });
  const [server] = servers.splice(0);
  await new Promise((resolve) => server?.close(resolve));
});
