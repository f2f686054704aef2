import { mkdtempSync, rmSync, writeFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fastify from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerErrors, buildSendError } from '../api/errors.ts';
import { ingestRoutes } from '../api/rest/ingest.ts';
import type { Services } from '../services.ts';
import { eventsOf, readAll } from '../streams/log/testing/logs.ts';
import { openStreams } from '../streams/open.ts';
import type { Streams } from '../streams/streams.ts';
import { streamDocument, testStreams } from '../streams/testing/open-test-streams.ts';
import { ingest } from './ingest.ts';

const ts = Date.parse('2026-03-01T10:00:00Z');
let directory = '';
let streams: Streams;
let url = '';
/** Called before each request is served; may answer it. */
let onRequest: (count: number) => number | undefined = () => undefined;
let close: () => Promise<void>;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'heliostat-cli-'));
  const setup = testStreams({ strict: streamDocument({ required: ['id'] }) });
  streams = await openStreams(setup);
  const app = fastify({ forceCloseConnections: true });
  let count = 0;
  app.addHook('onRequest', async (_request, reply) => {
    const status = onRequest(++count);
    if (status !== undefined) await reply.code(status).header('retry-after', '0').send({});
  });
  answerErrors(app, buildSendError(setup.effects.log));
  await ingestRoutes(app, { streams } as unknown as Services);
  url = await app.listen({ port: 0, host: '127.0.0.1' });
  onRequest = () => undefined;
  close = async () => {
    await app.close();
    await streams.close();
    setup.remove();
    rmSync(directory, { recursive: true });
  };
});

afterEach(() => close());

function file(name: string, content: string | Buffer): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

async function run(...arguments_: string[]) {
  let output = '';
  let errors = '';
  const controller = new AbortController();
  const effects = {
    write: (text: string) => void (output += text),
    writeError: (text: string) => void (errors += text),
    environment: { XDG_CACHE_HOME: join(directory, 'cache') },
    isTerminal: false,
    signal: controller.signal,
  };
  const code = await ingest([...arguments_, '--url', url], effects);
  return { code, output, errors };
}

async function stored(name: string): Promise<unknown[]> {
  return eventsOf(await readAll(streams.get(name)!.log));
}

const events = Array.from({ length: 25 }, (_, id) => ({ ts: ts + id, id, text: 'a, "b"\nc' }));
const lines = events.map((event) => JSON.stringify(event)).join('\n');

test.each([
  ['NDJSON', 'a.ndjson', lines],
  ['gzipped NDJSON', 'a.ndjson.gz', gzipSync(lines)],
  ['a JSON array', 'a.json', JSON.stringify(events)],
  ['a pretty JSON array, gzipped', 'a.json.gz', gzipSync(`${JSON.stringify(events, null, 2)}\n`)],
])('sends %s', async (_, name, content) => {
  const result = await run(file(name, content), '--stream', 'numbers', '--batch', '10');
  expect(result).toMatchObject({ code: 0, output: '25 events in numbers, 0 rejected\n' });
  expect(await stored('numbers')).toEqual(events);
});

test('sends CSV with types by column, quoted cells and a named time', async () => {
  const csv = [
    'when,id,zip,price,ok,"the, text",gap',
    '2026-03-01T10:00:00Z,1,00123,1.5,true,"say ""hi""\nto all",',
    'Mar 1 2026 10:00:01,2,04567,2,false,plain,7',
  ].join('\r\n');
  for (const [name, content] of [
    ['a.csv', csv],
    ['b.csv.gz', gzipSync(csv)],
  ] as const) {
    const stream = `csv-${name[0]}`;
    const result = await run(file(name, content), '--stream', stream, '--time', 'when');
    expect(result.code).toBe(0);
    expect(await stored(stream)).toEqual([
      { ts, id: 1, zip: '00123', price: 1.5, ok: true, 'the, text': 'say "hi"\nto all', gap: null },
      { ts: ts + 1000, id: 2, zip: '04567', price: 2, ok: false, 'the, text': 'plain', gap: 7 },
    ]);
  }
});

test('rejected rows are listed by their place in the file, and the exit code says so', async () => {
  const path = file('a.ndjson', `{"id":1}\n{"x":1}\n{"id":2}\noops\n`);
  const result = await run(path, '--stream', 'strict', '--batch', '3');
  expect(result.code).toBe(1);
  expect(result.output).toMatch(
    /^2 events in strict, 2 rejected\n {2}row 2: .*id.*\n {2}row 4: not valid JSON/,
  );
  const csv = await run(file('a.csv', 'id,b\n1,2\n3\n'), '--stream', 'strict');
  expect(csv.code).toBe(1);
  expect(csv.output).toContain('row 3: 1 cells, but the header has 2');
});

test('an interrupted run goes on where it stopped, and nothing is there twice', async () => {
  const path = file('a.ndjson', lines);
  onRequest = (count) => (count > 2 ? 400 : undefined);
  await expect(run(path, '--stream', 'numbers', '--batch', '10')).rejects.toThrow(/answered 400/);
  expect(await stored('numbers')).toHaveLength(20);
  onRequest = () => undefined;
  const result = await run(path, '--stream', 'numbers', '--batch', '10');
  expect(result.errors).toContain('going on after batch 2');
  expect(result.output).toBe('25 events in numbers, 0 rejected\n');
  expect(await stored('numbers')).toEqual(events);
  const again = await run(path, '--stream', 'numbers', '--batch', '10');
  expect(again.output).toBe('25 events in numbers (25 were there already), 0 rejected\n');
  expect(await stored('numbers')).toEqual(events);
  expect(readdirSync(join(directory, 'cache/heliostat/ingest'))).toEqual([]);
});

test('429 and 503 are tried again after Retry-After', async () => {
  onRequest = (count) => (count === 1 ? 429 : count === 2 ? 503 : undefined);
  const result = await run(file('a.ndjson', lines), '--stream', 'numbers');
  expect(result.code).toBe(0);
  expect(await stored('numbers')).toEqual(events);
});

test('--limit stops early', async () => {
  const result = await run(file('a.ndjson', lines), '--stream', 'numbers', '--limit', '7');
  expect(result.output).toMatch(/^7 events/);
});

test.each([
  [['--stream', 's'], /expected one FILE/],
  [['x.csv'], /--stream is missing/],
  [['x.csv', '--stream', 's', '--batch', '0'], /--batch: expected a positive/],
  [['x.csv', '--stream', 's', '--format', 'xml'], /--format: xml/],
  [['x.csv', '--stream', 's', '--nope'], /nope/],
  [['/no/such/file', '--stream', 's'], /no such file/],
  [[tmpdir(), '--stream', 's'], /a folder, not a file/],
])('%j is refused', async (arguments_, message) => {
  await expect(run(...arguments_)).rejects.toThrow(message);
});

test.each(['nonsense', 'ftp://x', ''])('%j is no address of a server', async (address) => {
  url = address;
  await expect(run(file('a.ndjson', lines), '--stream', 's')).rejects.toThrow(/url: not an http/);
});

test('a refusal of the server is shown with its hint', async () => {
  await expect(run(file('a.ndjson', lines), '--stream', 'Bad')).rejects.toThrow(/stream name/);
});

test('--time wins over a field that is called ts already', async () => {
  const path = file('a.ndjson', '{"ts": 5, "at": "2026-03-01T10:00:00Z", "n": 1}\n');
  await run(path, '--stream', 'numbers', '--time', 'at');
  expect(await stored('numbers')).toEqual([{ ts, n: 1 }]);
});

test('a number that none can hold stays as it is written', async () => {
  await run(file('a.csv', `ts,n\n${ts},1e999\n`), '--stream', 'numbers');
  expect(await stored('numbers')).toEqual([{ ts, n: '1e999' }]);
});

test('two columns of one name are refused, as one would be lost', async () => {
  const path = file('a.csv', `ts,n,n\n${ts},1,2\n`);
  await expect(run(path, '--stream', 'numbers')).rejects.toThrow(
    'line 1: two columns are called "n"',
  );
});

test.each(['x'.repeat(17_000_000), `[{"a": "${'x'.repeat(17_000_000)}`])(
  'a line without an end is refused before it fills the memory',
  async (content) => {
    const path = file('a.json', content);
    await expect(run(path, '--stream', 'numbers')).rejects.toThrow(/row 1: longer than/);
  },
);
