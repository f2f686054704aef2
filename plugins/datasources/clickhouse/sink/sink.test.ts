import { setTimeout as sleep } from 'node:timers/promises';
import { buildTestHost, readAll } from '@heliostat/sdk/testing/datasource';
import {
  frameToRows,
  withDefaults,
  type HeliostatError,
  type SinkBatch,
  type SinkTarget,
} from '@heliostat/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client } from '../client.ts';
import { connectTo } from '../connection.ts';
import { startEngine, type Engine } from '../engine/serve.ts';
import { settingsSchema } from '../settings.ts';

const { signal } = new AbortController();
const start = Date.UTC(2026, 10, 30, 23, 59, 50);
let host: Awaited<ReturnType<typeof buildTestHost>>;
let engine: Engine;
let connection: ReturnType<typeof connectTo>;
let client: Client;

beforeAll(async () => {
  host = await buildTestHost();
  engine = await startEngine(host);
  const { url, user, password } = engine;
  const settings = withDefaults(settingsSchema, { url, user, password });
  connection = connectTo(settings, host);
  client = new Client(settings);
});

afterAll(async () => {
  await client.close();
  await connection.close();
  await engine.close();
  await host.remove();
});

function targetOf(table: string, extra: Partial<SinkTarget> = {}): SinkTarget {
  const fields: SinkTarget['schema']['fields'] = [
    { name: 'ts', type: 'time' },
    { name: 'n', type: 'integer' },
    { name: 'name', type: 'string' },
  ];
  return {
    pipeline: 'test/sink#t',
    table,
    mode: 'append',
    schema: { time: 'ts', fields },
    ...extra,
  };
}

/** Rows on both sides of a month's end, so that each batch is several parts. */
function batchOf(first: number, count: number): SinkBatch {
  const seqs = Float64Array.from({ length: count }, (_, i) => first + i);
  const rows = Array.from(seqs, (seq) => ({
    ts: start + (seq % 20) * 1000,
    n: seq,
    name: `n${seq}`,
  }));
  return { rows, seqs };
}

async function select(sql: string): Promise<Record<string, unknown>[]> {
  const range = { from: 0, to: 1 };
  return frameToRows(await readAll(connection, { query: { sql }, range }, signal));
}

async function openSink(target: SinkTarget) {
  const sink = connection.sink(target);
  await sink.open(signal);
  return sink;
}

describe('the clickhouse sink', () => {
  it(
    'loses and doubles nothing when the engine is killed in the middle',
    { timeout: 240_000 },
    async () => {
      const sink = await openSink(targetOf('killed'));
      const kills = 20;
      const killing = new AbortController();
      const killer = (async () => {
        for (let i = 0; i < kills; i++) {
          await sleep(20 + ((i * 37) % 180));
          const { pid } = engine;
          if (pid !== undefined) process.kill(pid, 'SIGKILL');
          await readAll(connection, { query: { sql: 'SELECT 1' }, range: { from: 0, to: 1 } });
        }
        killing.abort();
      })();
      let next = 1;
      while (!killing.signal.aborted) {
        const batch = batchOf(next, 500);
        for (let attempt = 0; ; attempt++) {
          const failure: unknown = await sink.write(batch, signal).then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          if (failure === undefined) break;
          expect((failure as HeliostatError).code).toBe('UNAVAILABLE');
          expect(attempt).toBeLessThan(200);
          await sleep(20);
        }
        next += 500;
      }
      await killer;
      const [row] = await select(
        'SELECT count() AS rows, uniqExact(n) AS distinct, max(n) AS last FROM killed',
      );
      expect(row).toEqual({ rows: next - 1, distinct: next - 1, last: next - 1 });
    },
  );

  it('makes one part of a batch within a partition', async () => {
    const sink = await openSink(targetOf('parts'));
    const { rows, seqs } = batchOf(1, 300_000);
    await sink.write({ rows: rows.map((row) => ({ ...row, ts: start })), seqs }, signal);
    expect(await select('SELECT uniqExact(_part) AS parts, count() AS rows FROM parts')).toEqual([
      { parts: 1, rows: 300_000 },
    ]);
  });

  it('an aborted write is found out about before it is repeated', async () => {
    const sink = await openSink(targetOf('aborted'));
    const batch = batchOf(1, 50_000);
    for (const waitMs of [1, 20, 60, 120]) {
      const controller = new AbortController();
      const writing = sink.write(batch, controller.signal).catch((thrown: unknown) => thrown);
      await sleep(waitMs);
      controller.abort();
      await writing;
    }
    await sink.write(batch, signal);
    expect(await select('SELECT count() AS n FROM aborted')).toEqual([{ n: 50_000 }]);
  });

  it('waits for the insert of a writer that is gone before it looks what is stored', async () => {
    const { rows, seqs } = batchOf(1, 400_000);
    const batch = { rows: rows.map((row) => ({ ...row, ts: start })), seqs };
    const gone = await openSink(targetOf('gone'));
    const writing = gone.write(batch, signal);
    const sql =
      "SELECT 1 FROM system.processes WHERE query LIKE 'INSERT INTO%gone%' AND query NOT LIKE '%processes%'";
    for (let looks = 0; (await client.rows({ sql, signal })).length === 0; looks++) {
      expect(looks).toBeLessThan(1000);
    }
    const next = await openSink(targetOf('gone'));
    await next.write(batch, signal);
    await writing;
    expect(await select('SELECT count() AS n FROM gone')).toEqual([{ n: 400_000 }]);
  });

  it('stores fields of any name', async () => {
    const names = ['user-id', 'a`b\\c', 'größe', 'select', '1st'];
    const fields: SinkTarget['schema']['fields'] = [
      { name: 'ts', type: 'time' },
      ...names.map((name) => ({ name, type: 'integer' as const })),
    ];
    const sink = await openSink(targetOf('named', { schema: { time: 'ts', fields } }));
    const row = { ts: start, ...Object.fromEntries(names.map((name, i) => [name, i])) };
    await sink.write({ rows: [row], seqs: Float64Array.of(1) }, signal);
    expect(await select('SELECT * EXCEPT (_pipeline, _seq) FROM named')).toEqual([row]);
  });

  it('refuses a time that ClickHouse would store as another month', async () => {
    const sink = await openSink(targetOf('eternal'));
    const rows = [{ ts: Date.UTC(2300, 0, 1), n: 1, name: 'late' }];
    await expect(sink.write({ rows, seqs: Float64Array.of(1) }, signal)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('is not within 1900–2299') as string,
    });
  });

  it('refuses rows of another type as the fault of the rows, and stores none of them', async () => {
    const sink = await openSink(targetOf('refused'));
    const rows = [
      { ts: start, n: 1 },
      { ts: start, n: 'many' },
    ];
    const failure: unknown = await sink
      .write({ rows, seqs: Float64Array.of(1, 2) }, signal)
      .catch((thrown: unknown) => thrown);
    expect((failure as HeliostatError).code).toBe('INVALID_REQUEST');
    const timeless = sink.write({ rows: [{ n: 1 }], seqs: Float64Array.of(1) }, signal);
    await expect(timeless).rejects.toThrow(/field ts: a row has no time/);
    expect(await select('SELECT count() AS n FROM refused')).toEqual([{ n: 0 }]);
  });

  it('names column and both types where the table has another', async () => {
    await openSink(targetOf('typed'));
    const fields: SinkTarget['schema']['fields'] = [
      { name: 'ts', type: 'time' },
      { name: 'n', type: 'string' },
    ];
    const other = targetOf('typed', { schema: { time: 'ts', fields } });
    await expect(openSink(other)).rejects.toThrow(
      /column n: has type Int64, the pipeline writes String/,
    );
  });

  it('changes how long rows are kept', async () => {
    const tables = async () =>
      (await connection.schema(['default'], signal)).map(({ name }) => name);
    await openSink(targetOf('kept', { ttl: '7d' }));
    await openSink(targetOf('kept', { ttl: '3650d' }));
    const sink = await openSink(targetOf('kept'));
    await sink.write(batchOf(1, 10), signal);
    expect(await tables()).toContain('kept');
    expect(await select('SELECT count() AS n FROM kept')).toEqual([{ n: 10 }]);
  });

  it('keeps values exact: milliseconds, text, nulls, large integers', async () => {
    const schema: SinkTarget['schema'] = {
      time: 'ts',
      fields: [
        { name: 'ts', type: 'time' },
        { name: 'text', type: 'string' },
        { name: 'n', type: 'integer', nullable: true },
        { name: 'x', type: 'number' },
        { name: 'ok', type: 'boolean' },
        { name: 'raw', type: 'json' },
      ],
    };
    const sink = await openSink(targetOf('values', { schema }));
    const row = {
      ts: start + 123,
      text: 'a"b\\c\n\u0000é🌞',
      n: null,
      x: 0.1 + 0.2,
      ok: true,
      raw: { a: [1] },
    };
    const before = { ...row, ts: -1, n: 9_007_199_254_740_991 };
    await sink.write({ rows: [row, before], seqs: Float64Array.of(1, 2) }, signal);
    const [second, first] = await select('SELECT ts, text, n, x, ok, raw FROM values ORDER BY ts');
    expect(first).toEqual({ ...row, raw: '{"a":[1]}' });
    expect(second).toEqual({ ...before, raw: '{"a":[1]}' });
  });
});
