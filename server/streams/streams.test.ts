import { appendFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { eventsOf, readAll } from './log/testing/logs.ts';
import { openStreams } from './open.ts';
import type { Streams } from './streams.ts';
import { streamDocument, testStreams, type TestStreams } from './testing/open-test-streams.ts';

const http = { kind: 'http' };
const activity = streamDocument({
  type: 'object',
  required: ['ts', 'type'],
  properties: {
    ts: { type: 'integer' },
    type: { enum: ['view', 'login'] },
    user: { type: 'integer' },
    at: { type: 'string', format: 'date-time' },
    tags: { type: 'array' },
  },
});
const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function open(setup: TestStreams = testStreams({ activity })): Promise<Streams> {
  const streams = await openStreams(setup);
  cleanups.push(async () => {
    await streams.close();
    setup.remove();
  });
  return streams;
}

async function reopen(streams: Streams, setup: TestStreams): Promise<Streams> {
  await streams.close();
  cleanups.pop();
  return await open(setup);
}

function body(text: string | object[]): Buffer {
  if (typeof text === 'string') return Buffer.from(text);
  return Buffer.from(text.map((event) => `${JSON.stringify(event)}\n`).join(''));
}

const ts = Date.parse('2026-03-01T11:59:00Z');
const view = { ts, type: 'view' };

test('accepted lines are stored with the bytes they came with', async () => {
  const streams = await open();
  const stream = streams.get('activity')!;
  const bytes = Buffer.from(
    `{"type":"view",  "ts":${ts}, "user": 1.0}\n{"ts":${ts},"type":"login"}\n`,
  );
  expect(await stream.accept(bytes, http)).toEqual({
    accepted: 2,
    rejected: 0,
    rejectedLines: [],
    offset: 0,
    duplicate: false,
  });
  const [record] = await readAll(stream.log);
  expect(record!.payload.equals(bytes)).toBe(true);
  expect(record).toMatchObject({ offset: 0, count: 2, origin: http });
});

test('a malformed line never costs its neighbours and is kept as a dead letter', async () => {
  const streams = await open();
  const stream = streams.get('activity')!;
  const lines = [
    JSON.stringify(view),
    '{"ts":',
    '',
    '7',
    JSON.stringify({ ...view, type: 'x' }),
    '\xff',
    JSON.stringify(view),
  ];
  const result = await stream.accept(Buffer.from(lines.join('\n'), 'latin1'), http);
  expect(result).toMatchObject({ accepted: 2, rejected: 4, offset: 0 });
  expect(result.rejectedLines.map(({ line }) => line)).toEqual([2, 4, 5, 6]);
  expect(result.rejectedLines.map(({ reason }) => reason)).toEqual([
    expect.stringMatching(/not valid JSON/),
    expect.stringMatching(/expected a JSON object/),
    expect.stringMatching(/^type: must be equal to one of the allowed values \(view, login\)/),
    'not valid UTF-8',
  ]);
  const records = await readAll(stream.log);
  expect(eventsOf(records)).toEqual([view, view]);
  expect(records[0]!.count).toBe(2);
  const letters = await stream.readDeadLetters(10);
  expect(letters).toHaveLength(4);
  expect(letters[0]).toMatchObject({ seq: -1, by: 'ingest', event: '{"ts":' });
  expect(stream.status()).toMatchObject({ events: 2, rejected: 4, deadLetters: 4 });
});

test('arrays, pretty-printed objects, CRLF and a byte order mark are all events', async () => {
  const streams = await open();
  const stream = streams.get('activity')!;
  const accept = async (text: string) => (await stream.accept(body(text), http)).accepted;
  expect(await accept(JSON.stringify([view, { ...view, tags: ['a,]', '"'] }]))).toBe(2);
  expect(await accept(JSON.stringify(view, null, 2))).toBe(1);
  expect(await accept(JSON.stringify([view], null, 2))).toBe(1);
  expect(await accept(`\uFEFF${JSON.stringify(view)}\r\n${JSON.stringify(view)}\r\n`)).toBe(2);
  expect(await accept('[]')).toBe(0);
  const records = await readAll(stream.log);
  expect(eventsOf(records)).toHaveLength(6);
  for (const { payload, count } of records)
    expect(
      payload
        .toString()
        .trimEnd()
        .split(/\r?\n|\r/),
    ).toHaveLength(count);
});

test('a malformed element of an array does not cost the others', async () => {
  const streams = await open();
  const stream = streams.get('activity')!;
  const one = JSON.stringify(view);
  const result = await stream.accept(body(`[${one}, nonsense, ${one},, ${one}`), http);
  expect(result).toMatchObject({ accepted: 2, rejected: 3 });
  const lines = await stream.accept(body(`[1]\n${one}\n`), http, { format: 'ndjson' });
  expect(lines).toMatchObject({ accepted: 1, rejected: 1 });
});

test.each([
  ['a prototype key', '{"type":"view","__proto__":{"polluted":true}}', /__proto__/],
  ['an escaped prototype key', '{"type":"view","\\u005f_proto__":{"a":1}}', /__proto__/],
  ['a nested constructor', '{"type":"view","a":{"constructor":{"prototype":{}}}}', /constructor/],
  ['a number beyond double range', '{"type":"view","n":1e999}', /double range/],
  ['an integer that would be rounded', '{"type":"view","user":9007199254740993}', /2\^53/],
  ['half a surrogate pair', '{"type":"view","n":"\\ud800"}', /surrogate/],
  ['too deep nesting', `{"type":"view","n":${'['.repeat(40)}${']'.repeat(40)}}`, /deeper than 32/],
  ['extreme nesting', `{"type":"view","n":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, /deeper/],
  [
    'too many keys',
    JSON.stringify({
      type: 'view',
      n: Object.fromEntries(Array.from({ length: 1100 }, (_, i) => [`k${i}`, i])),
    }),
    /1000 keys/,
  ],
  ['a time in the far future', '{"type":"view","ts":16725225600000}', /in the future/],
  ['epoch seconds', '{"type":"view","ts":1764000000}', /before 1990/],
  ['a time that is none', '{"type":"view","ts":"soon"}', /epoch milliseconds or ISO 8601/],
  ['too long a line', `{"type":"view","n":"${'x'.repeat(300_000)}"}`, /longer than/],
])('%s is refused with its reason', async (_, line, reason) => {
  const streams = await open();
  const result = await streams.get('activity')!.accept(body(`${line}\n`), http);
  expect(result).toMatchObject({ accepted: 0, rejected: 1 });
  expect(result.rejectedLines[0]!.reason).toMatch(reason);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('an absent event time is the time of acceptance', async () => {
  const setup = testStreams({ activity });
  const streams = await open(setup);
  const stream = streams.get('activity')!;
  await stream.accept(body(' {"type":"view","user":1}\n{"type":"login","ts":null}\n'), http);
  expect(eventsOf(await readAll(stream.log))).toEqual([
    { ts: setup.effects.nowMs, type: 'view', user: 1 },
    { ts: setup.effects.nowMs, type: 'login' },
  ]);
});

test('whatever the bytes, every line is accepted or rejected and the log holds what was accepted', async () => {
  const streams = await open();
  const stream = await streams.open('anything');
  const line = fc.oneof(
    fc.json(),
    fc.string({ unit: 'binary' }),
    fc.dictionary(fc.string(), fc.jsonValue()).map((event) => JSON.stringify(event)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 20 }), async (lines) => {
      const before = stream.log.head;
      const text = lines.join('\n');
      const result = await stream.accept(body(text), http, { format: 'ndjson' });
      const filled = text
        .replace(/^\uFEFF/, '')
        .split('\n')
        .filter((l) => l.trim() !== '');
      expect(result.accepted + result.rejected).toBe(filled.length);
      expect(stream.log.head).toBe(before + result.accepted);
      expect(eventsOf(await readAll(stream.log, before))).toHaveLength(result.accepted);
    }),
    { numRuns: 200 },
  );
});

test('an undeclared stream is inferred, widened by later events, and remembered', async () => {
  const setup = testStreams();
  let streams = await open(setup);
  const changes: string[] = [];
  streams.onChange((name) => changes.push(name));
  const stream = await streams.open('orders');
  await stream.accept(body([{ time: '2026-03-01T10:00:00Z', id: 1, paid: true }]), http);
  await expect.poll(() => stream.schema.fields.length).toBe(3);
  await stream.accept(body([{ time: ts, id: 1.5, note: 'x', extra: { a: 1 } }]), http);
  await expect.poll(() => stream.schema.fields.length).toBe(5);
  const expected = {
    time: 'time',
    fields: [
      { name: 'time', type: 'time' },
      { name: 'id', type: 'number', nullable: true },
      { name: 'paid', type: 'boolean', nullable: true },
      { name: 'note', type: 'string', nullable: true },
      { name: 'extra', type: 'json', nullable: true },
    ],
  };
  expect(stream.schema).toEqual(expected);
  expect(stream.status().origin).toBe('inferred');
  expect(changes).toContain('orders');
  streams = await reopen(streams, setup);
  expect(streams.get('orders')!.schema).toEqual(expected);
});

test('the schema of events follows from the JSON Schema', async () => {
  const streams = await open();
  expect(streams.get('activity')!.schema.fields).toEqual([
    { name: 'ts', type: 'time' },
    { name: 'type', type: 'string' },
    { name: 'user', type: 'integer', nullable: true },
    { name: 'at', type: 'time', nullable: true },
    { name: 'tags', type: 'json', nullable: true },
  ]);
});

test('a broken schema refuses events by name, keeps the last good one, and harms nothing else', async () => {
  const broken = streamDocument({ type: 'nonsense' });
  const setup = testStreams({ activity, broken });
  const streams = await open(setup);
  await expect(streams.get('broken')!.accept(body([view]), http)).rejects.toMatchObject({
    code: 'INVALID_FILE',
  });
  setup.declare('activity', streamDocument({ $ref: 'https://example.com/other' }));
  setup.declare('late', activity);
  await expect.poll(() => streams.get('late')).toBeDefined();
  expect(await streams.get('activity')!.accept(body([view, { ts }]), http)).toMatchObject({
    accepted: 1,
    rejected: 1,
  });
});

test('a changed declaration holds from then on; a removed one leaves an inferred stream', async () => {
  const setup = testStreams({ activity });
  const streams = await open(setup);
  const stream = streams.get('activity')!;
  setup.declare('activity', streamDocument({ type: 'object', required: ['user'] }));
  await expect.poll(() => stream.status().jsonSchema).toHaveProperty('required', ['user']);
  expect(await stream.accept(body([view]), http)).toMatchObject({ rejected: 1 });
  setup.declare('activity', undefined);
  await expect.poll(() => stream.status().origin).toBe('inferred');
  expect(await stream.accept(body([view]), http)).toMatchObject({ accepted: 1 });
});

test('only the server writes to its own stream; ingest into others is observed', async () => {
  const setup = testStreams({ activity });
  const streams = await open(setup);
  const own = streams.get('heliostat')!;
  await own.emit([{ kind: 'http', name: '/x', count: 1 }]);
  const forged = body([{ ts, kind: 'http', name: '/y', count: 1 }]);
  await expect(streams.accept('heliostat', forged, { origin: http })).rejects.toMatchObject({
    code: 'FORBIDDEN',
    message: expect.stringContaining('heliostat'),
  });
  expect(eventsOf(await readAll(own.log))).toEqual([
    { ts: setup.effects.nowMs, kind: 'http', name: '/x', count: 1 },
  ]);
  await streams.accept('activity', body([view]), { origin: http });
  expect(setup.effects.observations).toMatchObject([
    { kind: 'ingest', name: 'heliostat', count: 0, status: 403 },
    { kind: 'ingest', name: 'activity', count: 1, status: 200 },
  ]);
});

test('a request that brings the past is not observed as what happens now', async () => {
  const setup = testStreams({ activity });
  const streams = await open(setup);
  const past = { ...view, ts: setup.effects.nowMs - 60_001 };
  await streams.accept('activity', body([past, view]), { origin: http });
  await streams.accept('activity', body([view, past]), { origin: http });
  expect(setup.effects.observations).toMatchObject([
    { kind: 'backfill', name: 'activity', count: 2, status: 200 },
    { kind: 'ingest', name: 'activity', count: 2, status: 200 },
  ]);
});

test('a request that says it brings the past is believed, whatever the age of its events', async () => {
  const setup = testStreams({ activity });
  const streams = await open(setup);
  await streams.accept('activity', body([view]), { origin: http, isPast: true });
  expect(setup.effects.observations).toMatchObject([
    { kind: 'backfill', name: 'activity', count: 1, status: 200 },
  ]);
});

test('a repeated key is answered with the first result and appends nothing, also after a restart', async () => {
  const setup = testStreams({ activity });
  let streams = await open(setup);
  const origin = { kind: 'http', key: 'k1' };
  const first = await streams.get('activity')!.accept(body([view, { ts }]), origin);
  expect(first).toMatchObject({ accepted: 1, rejected: 1, duplicate: false });
  for (let restart = 0; restart < 2; restart++) {
    const stream = streams.get('activity')!;
    expect(await stream.accept(body([view, { ts }]), origin)).toEqual({
      ...first,
      duplicate: true,
    });
    await expect(stream.accept(body([view]), origin)).rejects.toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    });
    expect(stream.log.head).toBe(1);
    streams = await reopen(streams, setup);
  }
});

test('a key that the index lost in a crash is found in the log', async () => {
  const setup = testStreams({ activity });
  const streams = await open(setup);
  const stream = streams.get('activity')!;
  const origin = { kind: 'http', key: 'k1', digest: 'd' };
  await stream.log.append({ count: 1, payload: body([view]), origin });
  await streams.close();
  cleanups.pop();
  const covered = testStreams({ activity });
  const again = await open({ ...setup, dataDirectory: moveWithoutIndex(setup, covered) });
  expect(await again.get('activity')!.accept(body([view]), origin)).toMatchObject({
    accepted: 1,
    offset: 0,
    duplicate: true,
  });
});

/** The data directory as it is when the index never reached the disk. */
function moveWithoutIndex(from: TestStreams, to: TestStreams): string {
  cpSync(join(from.dataDirectory, 'streams'), join(to.dataDirectory, 'streams'), {
    recursive: true,
  });
  from.remove();
  return to.dataDirectory;
}

test('requests with one key at the same time are one append', async () => {
  const streams = await open();
  const stream = streams.get('activity')!;
  const results = await Promise.all(
    Array.from({ length: 8 }, () => stream.accept(body([view]), { kind: 'http', key: 'same' })),
  );
  expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
  expect(new Set(results.map(({ offset }) => offset))).toEqual(new Set([0]));
  expect(stream.log.head).toBe(1);
});

test('a key is forgotten after a day', async () => {
  const setup = testStreams({ activity });
  let streams = await open(setup);
  await streams.get('activity')!.accept(body([view]), { kind: 'http', key: 'k' });
  setup.effects.nowMs += 25 * 3_600_000;
  streams = await reopen(streams, { ...setup, retainEveryMs: 10 });
  const later = { ...view, ts: setup.effects.nowMs };
  await expect
    .poll(() =>
      streams
        .get('activity')!
        .accept(body([later]), { kind: 'http', key: 'k' })
        .catch(() => undefined),
    )
    .toMatchObject({ duplicate: false });
});

test('dead letters are replayed once, what fails again stays', async () => {
  const setup = testStreams({ activity });
  let streams = await open(setup);
  const stream = streams.get('activity')!;
  await stream.accept(
    body([
      { ...view, type: 'share' },
      { ...view, type: 'like' },
    ]),
    http,
  );
  setup.declare('activity', streamDocument({ properties: { type: { enum: ['view', 'share'] } } }));
  await expect.poll(() => stream.status().jsonSchema).not.toHaveProperty('required');
  expect(await Promise.all([stream.replayDeadLetters(), stream.replayDeadLetters()])).toEqual([
    1, 1,
  ]);
  expect(eventsOf(await readAll(stream.log))).toEqual([{ ...view, type: 'share' }]);
  expect(stream.status().deadLetters).toBe(1);
  streams = await reopen(streams, setup);
  expect(await streams.get('activity')!.replayDeadLetters()).toBe(0);
  expect(streams.get('activity')!.log.head).toBe(1);
});

test('a replay that a crash interrupted after its append is not done twice', async () => {
  const setup = testStreams({ activity });
  let streams = await open(setup);
  const letter = { seq: 5, reason: 'r', by: 'p#s', atMs: ts, event: JSON.stringify(view) };
  await streams.get('activity')!.deadLetter([letter]);
  const path = join(setup.dataDirectory, 'streams/activity/dead/replayed.json');
  expect(await streams.get('activity')!.replayDeadLetters()).toBe(1);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ from: 1 });
  writeFileSync(path, JSON.stringify({ from: 0, to: 1 }));
  streams = await reopen(streams, setup);
  expect(streams.get('activity')!.log.head).toBe(1);
  expect(streams.get('activity')!.status().deadLetters).toBe(0);
});

test('past its bytes per second a stream asks to wait, and then takes events again', async () => {
  const limits = { bytesPerSecond: 2000, maxBodyBytes: 100_000 };
  const setup = testStreams({ activity: { ...activity, limits } });
  const streams = await open(setup);
  const stream = streams.get('activity')!;
  const large = body(Array.from({ length: 100 }, () => view));
  expect(await stream.accept(large, http)).toMatchObject({ accepted: 100 });
  await expect(stream.accept(large, http)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  setup.effects.nowMs += 10_000;
  expect(await stream.accept(large, http)).toMatchObject({ accepted: 100 });
});

test('past its backlog a stream is unavailable until its pipelines caught up', async () => {
  const setup = { ...testStreams({ activity }), maxBacklogBytes: 1000 };
  const streams = await open(setup);
  let consumed = 0;
  streams.setConsumed(() => consumed);
  const stream = streams.get('activity')!;
  await stream.accept(body(Array.from({ length: 100 }, () => view)), http);
  await expect(stream.accept(body([view]), http)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    retryAfterSeconds: 5,
  });
  consumed = 100;
  expect(await stream.accept(body([view]), http)).toMatchObject({ accepted: 1 });
});

test('a name that is none is refused; a torn log of one stream does not keep the others shut', async () => {
  const setup = testStreams({ activity });
  let streams = await open(setup);
  for (const name of ['', 'A', '../x', '1a', 'a'.repeat(64), 'a/b'])
    await expect(streams.open(name)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  await streams.get('activity')!.accept(body([view]), http);
  const segment = join(setup.dataDirectory, 'streams/activity/log/0000000000000000.seg');
  appendFileSync(segment, 'torn');
  streams = await reopen(streams, setup);
  expect(streams.get('activity')!.log.head).toBe(1);
});
