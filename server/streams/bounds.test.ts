import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openStreams } from './open.ts';
import type { Streams } from './streams.ts';
import { streamDocument, testStreams, type TestStreams } from './testing/open-test-streams.ts';

const origin = { kind: 'http' };
const slow = { timeout: 60_000 };
const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function open(setup: TestStreams): Promise<Streams> {
  const streams = await openStreams(setup);
  cleanups.push(async () => {
    await streams.close();
    setup.remove();
  });
  return streams;
}

test(
  'a body of more than 500,000 lines is refused whole, whatever the lines are',
  slow,
  async () => {
    const streams = await open(testStreams());
    const bodies = [
      '{}\n'.repeat(500_001),
      `[${'{},'.repeat(500_001)}{}]`,
      `{}${'\n'.repeat(500_001)}{}`,
    ];
    for (const body of bodies)
      await expect(streams.accept('tiny', Buffer.from(body), { origin })).rejects.toMatchObject({
        code: 'PAYLOAD_TOO_LARGE',
        message: 'body: more than 500000 lines',
      });
    expect(streams.get('tiny')).toBeUndefined();
    const most = await streams.accept('tiny', Buffer.from('{}\n'.repeat(500_000)), { origin });
    expect(most).toMatchObject({ accepted: 500_000, rejected: 0 });
  },
);

test('other work gets its turn while a large body is checked', slow, async () => {
  const streams = await open(testStreams());
  await streams.open('slow');
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const lines = 300_000;
  await streams.accept('slow', Buffer.from('x\n'.repeat(lines)), { origin });
  clearInterval(timer);
  // Without turns the timer would not run once before the answer.
  expect(turns).toBeGreaterThan(3);
});

test('what is stored is in order, however many turns it took', async () => {
  const streams = await open(testStreams());
  const lines = Array.from({ length: 60_000 }, (_, n) => (n % 7 === 3 ? 'x' : `{"n":${n}}`));
  await streams.accept('order', Buffer.from(lines.join('\n')), { origin });
  const numbers: number[] = [];
  for await (const { payload } of streams.get('order')!.log.read(0))
    for (const text of payload.toString().trimEnd().split('\n'))
      numbers.push((JSON.parse(text) as { n: number }).n);
  expect(numbers).toEqual(lines.flatMap((line, n) => (line === 'x' ? [] : [n])));
});

test('there are at most 500 streams, also when many are begun at once', slow, async () => {
  const setup = testStreams();
  for (let i = 0; i < 497; i++)
    mkdirSync(join(setup.dataDirectory, `streams/old-${i}`), { recursive: true });
  const streams = await open(setup);
  const answers = await Promise.allSettled(
    Array.from({ length: 8 }, (_, i) => streams.accept(`new-${i}`, Buffer.from('{}'), { origin })),
  );
  const refused = answers.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(6);
  expect(refused[0]).toMatchObject({ reason: { code: 'LIMIT_EXCEEDED' } });
  expect(streams.list()).toHaveLength(500);
});

test('a field name that is too long is stored, but is no part of the inferred schema', async () => {
  const streams = await open(testStreams());
  const long = 'n'.repeat(201);
  await streams.accept('wide', Buffer.from(JSON.stringify({ [long]: 1, short: 2 })), { origin });
  const stream = streams.get('wide')!;
  await expect.poll(() => stream.schema.fields.map(({ name }) => name)).toEqual(['ts', 'short']);
});

const anything = streamDocument({ properties: { type: { const: 'fixed' } } });
const letters = (count: number, chars: number) =>
  Array.from({ length: count }, (_, i) => ({
    ...{ seq: i, reason: 'r', by: 'p#s', atMs: 0 },
    event: JSON.stringify({ type: 'fixed', i, text: 'x'.repeat(chars) }),
  }));

test('long dead letters are read a few at a time, the newest last', async () => {
  const streams = await open(testStreams({ anything }));
  const stream = streams.get('anything')!;
  await stream.deadLetter(letters(20, 200_000));
  const read = await stream.readDeadLetters(1000);
  expect(read.map(({ seq }) => seq)).toEqual([15, 16, 17, 18, 19]);
});

test('dead letters are replayed in appends of a size that the log takes', async () => {
  const streams = await open(testStreams({ anything }));
  const stream = streams.get('anything')!;
  await stream.deadLetter(letters(100, 200_000));
  expect(await stream.replayDeadLetters()).toBe(100);
  expect(stream.status()).toMatchObject({ events: 100, deadLetters: 0 });
  const sizes: number[] = [];
  for await (const { payload } of stream.log.read(0)) sizes.push(payload.length);
  expect(Math.max(...sizes)).toBeLessThan(9 * 1024 * 1024);
});

test('an interrupted replay that cannot be ended yet does not keep the server shut', async () => {
  const setup = testStreams({ anything });
  const first = await openStreams(setup);
  await first.get('anything')!.deadLetter(letters(1, 1));
  await first.close();
  const path = join(setup.dataDirectory, 'streams/anything/dead/replayed.json');
  writeFileSync(path, JSON.stringify({ from: 0, to: 1 }));
  setup.declare('anything', streamDocument({ type: 'nonsense' }));
  const streams = await open(setup);
  expect(setup.effects.messages).toContainEqual(
    expect.objectContaining({ level: 'error', message: expect.stringMatching(/replay/) }),
  );
  setup.declare('anything', anything);
  await expect
    .poll(() => streams.get('anything')!.status().jsonSchema)
    .toHaveProperty('properties.type');
  await streams.get('anything')!.replayDeadLetters();
  expect(streams.get('anything')!.log.head).toBe(1);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ from: 1 });
});
