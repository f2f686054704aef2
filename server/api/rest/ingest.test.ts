import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import fastify from 'fastify';
import { afterEach, expect, test } from 'vitest';
import type { Services } from '../../services.ts';
import { openStreams } from '../../streams/open.ts';
import { streamDocument, testStreams } from '../../streams/testing/open-test-streams.ts';
import { answerErrors, buildSendError } from '../errors.ts';
import { openTestApi } from '../testing.ts';
import { ingestRoutes } from './ingest.ts';

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A server with the ingest route alone; answers errors as the API does. */
async function serve(limits: object = {}) {
  const setup = testStreams({ activity: streamDocument({ required: ['type'] }, { limits }) });
  const streams = await openStreams(setup);
  const app = fastify();
  answerErrors(app, buildSendError(setup.effects.log));
  await ingestRoutes(app, { streams } as unknown as Services);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as { port: number };
  cleanups.push(async () => {
    app.server.closeAllConnections();
    await app.close();
    await streams.close();
    setup.remove();
  });
  const post = (
    payload: string | Buffer,
    headers: Record<string, string> = {},
    name = 'activity',
  ) => app.inject({ method: 'POST', url: `/ingest/v1/${name}`, payload, headers });
  return { app, port, post, stream: streams.get('activity')!, streams, setup };
}

const line = '{"type":"view"}\n';
const ndjson = { 'content-type': 'application/x-ndjson' };

test('answers 200 with counts once the events are durable', async () => {
  const { post, stream } = await serve();
  const response = await post(`${line}nonsense\n${line}`, ndjson);
  expect(response.statusCode).toBe(200);
  expect(response.json()).toMatchObject({
    accepted: 2,
    rejected: 1,
    rejectedLines: [{ line: 2, reason: expect.stringContaining('not valid JSON') }],
    offset: 0,
    duplicate: false,
  });
  expect(stream.log.head).toBe(2);
});

test.each([
  ['application/json', '[{"type":"a"},{"type":"b"}]', 2],
  ['application/json; charset=utf-8', '{\n"type":"a"\n}', 1],
  ['APPLICATION/JSON', '{"type":"a"}', 1],
  ['text/plain', `${line}${line}`, 2],
  ['application/x-ndjson', `${line}${line}`, 2],
])('takes %s', async (type, payload, accepted) => {
  const { post } = await serve();
  expect((await post(payload, { 'content-type': type })).json()).toMatchObject({ accepted });
});

test.each([
  ['application/x-www-form-urlencoded', 415],
  ['application/json\ta', 415],
  ['application/json garbage', 415],
  ['multipart/form-data; boundary=x', 415],
])('refuses content-type %s', async (type, status) => {
  const { post } = await serve();
  expect((await post(line, { 'content-type': type })).statusCode).toBe(status);
});

test('all lines rejected is 422 with the same body; no lines is 400', async () => {
  const { post } = await serve();
  const refused = await post('{"a":1}\n', ndjson);
  expect(refused.statusCode).toBe(422);
  expect(refused.json()).toMatchObject({ accepted: 0, rejected: 1, rejectedLines: [{ line: 1 }] });
  for (const payload of ['', '\n\n', '[]']) {
    const response = await post(payload, { 'content-type': 'application/json' });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ code: 'INVALID_REQUEST' });
  }
});

test('the stream in which the server observes itself is closed to clients', async () => {
  const { post, streams } = await serve();
  const response = await post('{"kind":"http","name":"/forged","count":1}\n', ndjson, 'heliostat');
  expect(response.statusCode).toBe(403);
  expect(response.json()).toMatchObject({ code: 'FORBIDDEN', hint: expect.any(String) });
  expect(streams.get('heliostat')!.log.head).toBe(0);
});

test('a first body of which every line is refused begins no stream', async () => {
  const { post, streams } = await serve();
  const before = streams.list().length;
  const refused = await post('hello\n[1]\n', ndjson, 'typo');
  expect(refused.statusCode).toBe(422);
  expect(refused.json()).toMatchObject({
    ...{ accepted: 0, rejected: 2 },
    rejectedLines: [{ line: 1, reason: expect.stringMatching(/not valid JSON/) }, { line: 2 }],
  });
  expect(streams.list()).toHaveLength(before);
  expect((await post(`hello\n${line}`, ndjson, 'typo')).json()).toMatchObject({ accepted: 1 });
  expect(streams.get('typo')!.status()).toMatchObject({ events: 1, deadLetters: 1 });
});

test('an unknown stream is inferred, a malformed name is refused', async () => {
  const { post, streams } = await serve();
  expect((await post(line, ndjson, 'fresh')).statusCode).toBe(200);
  expect(streams.get('fresh')!.status().origin).toBe('inferred');
  for (const name of ['A', '..%2fx', '%00', '1', 'x'.repeat(90), '__proto__'])
    expect((await post(line, ndjson, name)).statusCode).toBe(400);
});

test('gzip and zstd are unpacked, what does not unpack is refused', async () => {
  const { post } = await serve();
  const packed = gzipSync(line.repeat(500));
  const gzip = { ...ndjson, 'content-encoding': 'gzip' };
  expect((await post(packed, gzip)).json()).toMatchObject({ accepted: 500 });
  expect((await post(packed.subarray(0, packed.length - 12), gzip)).statusCode).toBe(400);
  expect((await post('not packed', gzip)).statusCode).toBe(400);
  const zstd = { ...ndjson, 'content-encoding': 'zstd' };
  expect((await post(zstdOf(line.repeat(3)), zstd)).json()).toMatchObject({ accepted: 3 });
  for (const bad of [Buffer.from('nope, no zstd'), zstdOf(line).subarray(0, 12), Buffer.from([1])])
    expect((await post(bad, zstd)).statusCode).toBe(400);
  expect((await post(line, { ...ndjson, 'content-encoding': 'br' })).statusCode).toBe(415);
});

/** One frame with its size and one raw block (RFC 8878). */
function zstdOf(text: string): Buffer {
  const bytes = Buffer.from(text);
  const header = Buffer.alloc(12);
  header.writeUInt32LE(0xfd2fb528, 0);
  header.writeUInt8(0xa0, 4);
  header.writeUInt32LE(bytes.length, 5);
  header.writeUIntLE((bytes.length << 3) | 1, 9, 3);
  return Buffer.concat([header, bytes]);
}

/** One frame whose single block repeats a byte, times `blocks`. */
function zstdBomb(blocks: number): Buffer {
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38]);
  const block = (last: number) => {
    const bytes = Buffer.alloc(4, 0x20);
    bytes.writeUIntLE((131_072 << 3) | (1 << 1) | last, 0, 3);
    return bytes;
  };
  return Buffer.concat([header, ...Array.from({ length: blocks - 1 }, () => block(0)), block(1)]);
}

test('a bomb is 413 and takes no memory worth the name', async () => {
  const { post } = await serve();
  const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20));
  const before = process.memoryUsage().rss;
  const gzip = await post(bomb, { ...ndjson, 'content-encoding': 'gzip' });
  expect(gzip.statusCode).toBe(413);
  const zstd = await post(zstdBomb(4000), { ...ndjson, 'content-encoding': 'zstd' });
  expect(zstd.statusCode).toBe(413);
  expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  const window = Buffer.from(zstdBomb(2));
  window[5] = 0x98;
  const huge = await post(window, { ...ndjson, 'content-encoding': 'zstd' });
  expect(huge.statusCode).toBe(413);
});

test('an idempotency key makes a second delivery a duplicate; a strange one is refused', async () => {
  const { post, stream } = await serve();
  const headers = { ...ndjson, 'idempotency-key': 'k-1' };
  expect((await post(line, headers)).json()).toMatchObject({ duplicate: false, offset: 0 });
  expect((await post(line, headers)).json()).toMatchObject({
    duplicate: true,
    offset: 0,
    accepted: 1,
  });
  const other = await post(line + line, headers);
  expect(other.statusCode).toBe(422);
  expect(other.json()).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
  expect(stream.log.head).toBe(1);
  for (const key of ['x'.repeat(201), 'a b', ''])
    expect((await post(line, { ...ndjson, 'idempotency-key': key })).statusCode).toBe(400);
});

test('too much at once is 429 with Retry-After', async () => {
  const { post } = await serve({ bytesPerSecond: 1024 });
  expect((await post(line.repeat(100), ndjson)).statusCode).toBe(200);
  const response = await post(line.repeat(100), ndjson);
  expect(response.statusCode).toBe(429);
  expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
});

test('a large content-length is refused before the body', async () => {
  const { port } = await serve({ maxBodyBytes: 2000 });
  const socket = await dial(port);
  socket.write(head('content-length: 1073741824'));
  expect(await answer(socket)).toMatch(/^HTTP\/1\.1 413 /);
});

test('a chunked body of a gigabyte is refused early without growing memory', async () => {
  const { port, stream } = await serve({ maxBodyBytes: 1_000_000 });
  const socket = await dial(port);
  socket.write(head('transfer-encoding: chunked'));
  const chunk = Buffer.concat([
    Buffer.from('10000\r\n'),
    Buffer.alloc(65_536, 0x20),
    Buffer.from('\r\n'),
  ]);
  const before = process.memoryUsage().rss;
  let sent = 0;
  const answered = answer(socket);
  while (sent < 1024 ** 3 && socket.writable && socket.bytesRead === 0) {
    sent += chunk.length;
    if (!socket.write(chunk)) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(await answered).toMatch(/^HTTP\/1\.1 413 /);
  expect(sent).toBeLessThan(200 * 1024 * 1024);
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  expect(stream.log.head).toBe(0);
});

test('a slow client is waited for while others are served; an aborted upload appends nothing', async () => {
  const { port, post, stream } = await serve();
  const slow = await dial(port);
  slow.write(head(`content-length: ${line.length}`) + line.slice(0, 5));
  const aborted = await dial(port);
  aborted.write(head('content-length: 100000') + line);
  expect((await post(line, ndjson)).statusCode).toBe(200);
  aborted.destroy();
  slow.write(line.slice(5));
  expect(await answer(slow)).toMatch(/^HTTP\/1\.1 200 /);
  expect(stream.log.head).toBe(2);
  expect((await post(line, ndjson)).statusCode).toBe(200);
  expect(stream.log.head).toBe(3);
});

function head(...headers: string[]): string {
  const lines = [
    'POST /ingest/v1/activity HTTP/1.1',
    'host: x',
    'content-type: application/x-ndjson',
  ];
  return `${[...lines, ...headers].join('\r\n')}\r\n\r\n`;
}

function dial(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.once('error', reject);
    socket.on('error', () => undefined);
  });
}

/** What the server says first. */
function answer(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('data', (bytes) => resolve(bytes.toString()));
    socket.once('close', () => resolve('closed without an answer'));
  });
}

test('a stream that nobody declared shows with its schema and counts, in REST and GraphQL', async () => {
  const setup = testStreams();
  const streams = await openStreams(setup);
  const api = await openTestApi({ streams });
  cleanups.push(async () => {
    await api.close();
    await streams.close();
    setup.remove();
  });
  const headers = { host: 'localhost', 'content-type': 'application/json' };
  const payload = `[{"ts":${setup.effects.nowMs},"kind":"click","x":1},{"kind":"click","x":2.5}]`;
  await api.app.inject({ method: 'POST', url: '/ingest/v1/clicks', payload, headers });
  const listed = await api.app.inject({ url: '/api/v1/streams', headers });
  const properties = { kind: { type: ['string', 'null'] }, x: { type: ['number', 'null'] } };
  const hasFields = { type: 'object', properties: expect.objectContaining(properties) as object };
  const counts = { name: 'clicks', title: 'clicks', origin: 'inferred', events: 2, head: 2 };
  expect(listed.json()).toContainEqual(
    expect.objectContaining({ ...counts, jsonSchema: expect.objectContaining(hasFields) }),
  );
  const fields =
    'name title origin schema events eventsPerSecond rejected bytes start head deadLetterCount';
  const query = JSON.stringify({
    query: `{ streams { ${fields} } stream(name: "clicks") { head } }`,
  });
  const answer = await api.app.inject({ method: 'POST', url: '/graphql', payload: query, headers });
  const { data } = answer.json<{ data: { streams: { name: string }[]; stream: object } }>();
  const clicks = data.streams.find(({ name }) => name === 'clicks');
  expect(clicks).toMatchObject({ ...counts, schema: { properties }, rejected: 0, start: 0 });
  expect(data.stream).toEqual({ head: 2 });
});
