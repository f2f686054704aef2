import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exchange } from '../api/testing/exchange.ts';
import { countOrders, makeOrders, sendOrders } from '../testing/order-client.ts';
import { send, startVictim, type Answer, type Victim } from '../testing/hostile.ts';
import { until } from '../testing/start-server.ts';

let victim: Victim;
beforeAll(async () => {
  victim = await startVictim();
});
afterAll(() => victim.close());

const ts = Date.now();

function post(body: string | Buffer, headers: Record<string, string> = {}): Promise<Answer> {
  return send(`${victim.url}/ingest/v1/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', ...headers },
    body: new Uint8Array(Buffer.from(body)),
  });
}

const event = (more: string) => `{"ts":${ts},"id":1,${more}}`;
const deep = (open: string, close: string, levels: number) =>
  `${open.repeat(levels)}1${close.repeat(levels)}`;

const rejections: [what: string, line: string | Buffer, reason: RegExp][] = [
  ['a prototype', event('"__proto__":{"polluted":1}'), /__proto__ is not allowed/],
  ['a prototype in escapes', event('"\\u005f_proto__":{"polluted":1}'), /__proto__ is not/],
  ['a constructor', event('"constructor":{"prototype":{"a":1}}'), /constructor\.prototype/],
  ['1e400', event('"price":1e400'), /price: number beyond double range/],
  ['2^64', `{"ts":${ts},"id":18446744073709551616}`, /id: beyond ±2\^53/],
  ['a type that is wrong', `{"ts":${ts},"id":"one"}`, /id/],
  ['invalid UTF-8', Buffer.from(event('"country":"\xff\xfe"'), 'latin1'), /not valid UTF-8/],
  ['half a surrogate pair', event('"country":"\\ud800"'), /country: half a surrogate pair/],
  ['a raw NUL', event('"country":"a\0b"'), /not valid JSON/],
  ['100,000 brackets', '['.repeat(100_000), /not valid JSON/],
  ['100,000 levels', event(`"x":${deep('[', ']', 100_000)}`), /x: nested deeper than/],
  ['100,000 objects', event(`"x":${deep('{"a":', '}', 100_000)}`), /longer than \d+ bytes/],
  ['the year 2500', '{"ts":16725225600000,"id":1}', /ts: .* in the future/],
  ['the year 292277026596', '{"ts":9223372036854775807,"id":1}', /ts: .* in the future/],
  ['a time before time', '{"ts":-1,"id":1}', /ts: -1 is before 1990/],
  ['a time that is none', '{"ts":"soon","id":1}', /ts: expected epoch milliseconds/],
  ['no object', '42', /expected a JSON object, got 42/],
  ['no JSON', 'hello', /not valid JSON/],
];

test.each(rejections)(
  '%s costs its line, names it, and not its neighbours',
  async (_, line, why) => {
    const good = `{"ts":${ts},"id":7}\n`;
    const body = Buffer.concat([Buffer.from(good), Buffer.from(line), Buffer.from(`\n${good}`)]);
    const { status, text } = await post(body);
    expect([status, JSON.parse(text)]).toEqual([
      200,
      expect.objectContaining({
        accepted: 2,
        rejected: 1,
        rejectedLines: [{ line: 2, reason: expect.stringMatching(why) }],
      }),
    ]);
  },
);

test('what is odd but well formed is stored as it is', async () => {
  const odd = [event('"price":-0'), event('"country":"a\\u0000b"'), event('"country":"😀"')];
  expect(JSON.parse((await post(odd.join('\n'))).text)).toMatchObject({ accepted: 3, rejected: 0 });
});

test.each(['..%2f..%2fetc', '__proto__', '%00', 'A', 'x'.repeat(64), 'x'.repeat(4000), '', 'a/b'])(
  'the stream name %j opens nothing',
  async (name) => {
    const answer = await send(`${victim.url}/ingest/v1/${name}`, { method: 'POST', body: '{}' });
    expect([400, 404, 414]).toContain(answer.status);
  },
);

test.each([
  ['content-type', 'application/xml', 415],
  ['content-encoding', 'br', 415],
  ['content-encoding', 'gzip, gzip', 415],
  ['idempotency-key', 'two words', 400],
  ['idempotency-key', 'x'.repeat(201), 400],
])('the header %s: %s is refused', async (name, value, status) => {
  expect((await post(event('"a":1'), { [name]: value })).status).toBe(status);
});

test('bodies that do not unpack, or unpack to a bomb, are refused', async () => {
  const gzip = { 'content-encoding': 'gzip' };
  const zstd = { 'content-encoding': 'zstd' };
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  expect((await post(bomb, gzip)).status).toBe(413);
  expect((await post(gzipSync(bomb), gzip)).status).not.toBe(500);
  expect((await post(zstdBomb(64), zstd)).status).toBe(413);
  for (const headers of [gzip, zstd]) {
    expect((await post(randomBytes(1000), headers)).status).toBe(400);
    expect((await post(gzipSync(event('"a":1')).subarray(0, 20), headers)).status).toBe(400);
    expect((await post('', headers)).status).toBe(400);
  }
  await victim.expectWell();
});

test('a body of 1 GB is cut, announced or not', async () => {
  const head = 'POST /ingest/v1/orders HTTP/1.1\r\nHost: localhost\r\n';
  const announced = await exchange(victim.server.port, `${head}Content-Length: 1073741824\r\n`);
  expect(announced.status).toBe(413);
  const { bytes, answer } = await pour(`${head}Transfer-Encoding: chunked\r\n\r\n`);
  // The connection may be cut while we are still writing: then there is no answer to see.
  expect(answer).toMatch(/ 413 |^$/);
  expect(bytes).toBeLessThan(256 * 1024 * 1024);
  await victim.expectWell();
});

test('clients that vanish in the middle of a body leave nothing behind', async () => {
  for (let i = 0; i < 50; i++)
    await new Promise<void>((resolve) => {
      const socket = connect(victim.server.port, '127.0.0.1', () => {
        socket.write(
          'POST /ingest/v1/orders HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n',
        );
        socket.write(`\r\n${event('"a":1')}\n`, () => socket.destroy());
      });
      socket.on('error', () => undefined);
      socket.on('close', () => resolve());
    });
  await victim.expectWell();
});

test('after all that, good events are counted as always', async () => {
  const before = (await countOrders(victim.url)).rows;
  const orders = makeOrders(1_000_000, 1000);
  expect(await sendOrders(victim.url, orders)).toBe(200);
  await until(
    'them to be stored',
    async () => (await countOrders(victim.url)).rows >= before + 1000,
  );
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  await victim.expectWell();
});

/** A frame of 1 MiB runs of one byte: 4 bytes each. */
function zstdBomb(megabytes: number): Buffer {
  const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]);
  const run = 128 * 1024;
  const block = (last: number) => {
    const header = last | (1 << 1) | (run << 3);
    return Buffer.from([header & 0xff, (header >> 8) & 0xff, (header >> 16) & 0xff, 0x20]);
  };
  const blocks = Array.from({ length: megabytes * 8 - 1 }, () => block(0));
  return Buffer.concat([magic, ...blocks, block(1)]);
}

/** Writes chunks up to 1 GiB for as long as the server takes them; the answer's first line. */
function pour(head: string): Promise<{ bytes: number; answer: string }> {
  const chunk = Buffer.concat([
    Buffer.from('100000\r\n'),
    Buffer.alloc(0x100000, 32),
    Buffer.from('\r\n'),
  ]);
  return new Promise((resolve) => {
    let answer = '';
    let chunks = 0;
    const socket = connect(victim.server.port, '127.0.0.1', () => {
      socket.write(head);
      write();
    });
    const write = () => {
      while (chunks < 1024 && socket.writable && !socket.destroyed) {
        chunks++;
        if (!socket.write(chunk)) return;
      }
    };
    socket.on('drain', write);
    socket.on('data', (bytes) => {
      answer += bytes.toString('latin1');
      socket.destroy();
    });
    socket.on('error', () => socket.destroy());
    const end = () => resolve({ bytes: chunks * 0x100000, answer: answer.split('\r\n')[0] ?? '' });
    socket.on('close', end);
  });
}
