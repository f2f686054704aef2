import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  Connection,
  DatasourceDefinition,
  DatasourceHost,
  Filter,
  Interval,
  ParamValue,
  QueryLimits,
  QueryRequest,
  QueryStats,
  ServedDatasource,
  SinkBatch,
  SinkTarget,
  ValuesRequest,
} from '../datasource.ts';
import { HeliostatError } from '../errors.ts';
import { concatFrames, emptyFrame, frameToRows, type CellValue, type Frame } from '../frame.ts';
import { testBuilder } from './builder.ts';
import { testMigrations, type MigrationExamples } from './migrations.ts';
import { withDefaults, type Static, type TObject } from '../options.ts';

/** What the kit needs to know of a datasource to put its claims to the test. */
export interface DatasourceTrial<Settings extends TObject, Query extends TObject> {
  /** Settings that reach a server (or start an embedded one); defaults are filled in. */
  settings: Partial<Static<Settings>>;
  /** Settings of a server that is not there. */
  unreachable: Partial<Static<Settings>>;
  /** Called once, before the queries: stores what they read. */
  prepare(connection: Connection<Static<Query>>, signal: AbortSignal): Promise<void>;
  /** The time range that holds what was stored. */
  range: Interval;
  /** Answers with at least two rows. */
  query: Static<Query>;
  /** Answers with more than 1000 rows. */
  large: Static<Query>;
  /** Would run for minutes. */
  slow: Static<Query>;
  /** Has a syntax error, at a place the datasource can name. */
  broken: Static<Query>;
  /** Answers with one row whose first column is the value of the variable `value`. */
  echo: Static<Query>;
  /** Where `supports.filters`: a query that applies filters, and one that keeps some of its rows. */
  filtered?: { query: Static<Query>; filter: Filter };
  /** Where `supports.values`: a field with two texts or more, the most frequent first, none within another. */
  frequent?: { path: readonly string[]; field: string; values: readonly string[] };
  /** Where `supports.live`: a table that `query` reads. */
  reads?: string;
  /** Where it has migrations: something for each of them. */
  migrations?: MigrationExamples<'settings' | 'query'>;
  /** Where `supports.sink`: how to count the rows of a table. */
  count?: (table: string) => Static<Query>;
}

const limits: QueryLimits = { maxRows: 10_000, maxBytes: 64_000_000, timeoutMs: 30_000 };
/** Values that break out of their place wherever text is spliced instead of bound. */
export const hostileValues = [
  "it's",
  'a "quoted" one',
  "\\'; DROP TABLE x; --",
  'back\\slash\\',
  'tab\tline\nbreak',
  '{value:String}',
  '$__filters',
  'ünï—códe 🌞',
  '`name`',
];

/** A host with a directory of its own and a silent log. */
export async function buildTestHost(): Promise<DatasourceHost & { remove(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'heliostat-datasource-'));
  const silent = () => undefined;
  return {
    name: 'trial',
    directory,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    now: () => Date.now(),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/** Every row of a query. Rejects as the query does. */
export async function readAll<Query>(
  connection: Connection<Query>,
  request: Partial<QueryRequest<Query>> & { query: Query; range: Interval },
  signal: AbortSignal = new AbortController().signal,
): Promise<Frame> {
  const full = { stepMs: 1000, maxPoints: 500, params: {}, filters: [], limits, ...request };
  let all = emptyFrame;
  for await (const frame of connection.query(full, signal)) {
    for (const field of frame.fields) expect(field.values).toHaveLength(frame.length);
    all = concatFrames(all, frame);
  }
  return all;
}

/** Registers the tests of the datasource contract; each claim in `supports` is exercised. */
export function testDatasource<Settings extends TObject, Query extends TObject>(
  definition: DatasourceDefinition<Settings, Query>,
  trial: DatasourceTrial<Settings, Query>,
): void {
  const subject = new Subject(definition, trial);
  describe('datasource contract', () => {
    beforeAll(() => subject.open());
    afterAll(() => subject.close());
    testMigrations(definition, definition.migrations, trial.migrations);
    testCheck(subject);
    testQueries(subject);
    testCancellation(subject);
    testLimits(subject);
    testErrors(subject);
    if (definition.supports.filters === true) testFilters(subject);
    if (definition.supports.schema === true) testSchema(subject);
    if (definition.supports.values === true) testValues(subject);
    if (definition.supports.explain === true) testExplain(subject);
    if (definition.supports.contrast === true) testContrast(subject);
    if (definition.supports.live !== undefined) testTraits(subject);
    if (definition.builder !== undefined)
      testBuilder({ builder: definition.builder, trial, connection: () => subject.connection });
    if (definition.supports.sink === true) testSink(subject);
    testClosing(subject);
  });
}

class Subject<Settings extends TObject, Query extends TObject> {
  readonly definition: DatasourceDefinition<Settings, Query>;
  readonly trial: DatasourceTrial<Settings, Query>;
  #host: Awaited<ReturnType<typeof buildTestHost>> | undefined;
  #served: ServedDatasource<Static<Settings>> | undefined;
  #connection: Connection<Static<Query>> | undefined;

  constructor(
    definition: DatasourceDefinition<Settings, Query>,
    trial: DatasourceTrial<Settings, Query>,
  ) {
    this.definition = definition;
    this.trial = trial;
  }

  async open(): Promise<void> {
    this.#host = await buildTestHost();
    const settings = withDefaults(this.definition.settings, this.trial.settings);
    this.#served = await this.definition.serve?.(settings, this.#host);
    this.#connection = this.connect();
    await this.trial.prepare(this.#connection, new AbortController().signal);
  }

  async close(): Promise<void> {
    await this.#connection?.close();
    await this.#served?.close();
    await this.#host?.remove();
  }

  get connection(): Connection<Static<Query>> {
    if (this.#connection === undefined) throw new Error('the datasource did not open');
    return this.#connection;
  }

  connect(overrides: Partial<Static<Settings>> = {}): Connection<Static<Query>> {
    if (this.#host === undefined) throw new Error('the datasource did not open');
    const settings =
      this.#served?.settings ?? withDefaults(this.definition.settings, this.trial.settings);
    return this.definition.connect({ ...(settings as object), ...overrides }, this.#host);
  }

  request(query: Static<Query>, extra: Partial<QueryRequest<Static<Query>>> = {}) {
    return { query, range: this.trial.range, ...extra };
  }
}

type AnySubject = Subject<TObject, TObject>;

function testCheck(subject: AnySubject): void {
  it('check tells the version and how long it took', async () => {
    const result = await subject.connection.check(new AbortController().signal);
    expect(result.ok).toBe(true);
    expect(result.version).toMatch(/\d/);
    expect(result.latencyMs).toBeGreaterThanOrEqual(0);
    expect(Array.isArray(result.warnings)).toBe(true);
  });

  it('check of a server that is not there says so, readably', async () => {
    const connection = subject.connect(subject.trial.unreachable);
    const failure = await failureOf(
      connection.check(new AbortController().signal).then((result) => {
        if (!result.ok) throw new HeliostatError('UNAVAILABLE', result.warnings.join());
      }),
    );
    expect(failure.code).toBe('UNAVAILABLE');
    expect(failure.message.length).toBeGreaterThan(10);
    await connection.close();
  });
}

function testQueries(subject: AnySubject): void {
  it('a query gives frames whose fields are of equal length', async () => {
    const frame = await readAll(subject.connection, subject.request(subject.trial.query));
    expect(frame.length).toBeGreaterThanOrEqual(2);
    expect(frame.fields.length).toBeGreaterThan(0);
  });

  it('a query reports what ran', async () => {
    const reports: QueryStats[] = [];
    const report = (stats: QueryStats) => reports.push(stats);
    await readAll(subject.connection, subject.request(subject.trial.query, { report }));
    expect(reports).toHaveLength(1);
    expect(reports[0]?.statement).not.toBe('');
  });

  it.each(hostileValues)('a variable is bound, not spliced: %j', async (value) => {
    expect(await echo(subject, value)).toBe(value);
  });

  it('two connections answer at once', async () => {
    const other = subject.connect();
    const request = subject.request(subject.trial.query);
    const [a, b] = await Promise.all([
      readAll(subject.connection, request),
      readAll(other, request),
    ]);
    expect(frameToRows(a)).toEqual(frameToRows(b));
    await other.close();
  });
}

function testCancellation(subject: AnySubject): void {
  it('an aborted query ends, and others go on', async () => {
    const controller = new AbortController();
    const request = subject.request(subject.trial.slow);
    const running = readAll(subject.connection, request, controller.signal);
    setTimeout(() => controller.abort(), 300);
    expect((await failureOf(running)).code).toBe('CANCELLED');
    expect(await echo(subject, 'still here')).toBe('still here');
  });

  it('a query that is aborted already does not run', async () => {
    const request = subject.request(subject.trial.slow);
    const running = readAll(subject.connection, request, AbortSignal.abort());
    expect((await failureOf(running)).code).toBe('CANCELLED');
  });
}

function testLimits(subject: AnySubject): void {
  const read = (query: unknown, changed: Partial<QueryLimits>, report?: (s: QueryStats) => void) =>
    readAll(
      subject.connection,
      subject.request(query as Static<TObject>, {
        limits: { ...limits, ...changed },
        ...(report !== undefined && { report }),
      }),
    );

  it('maxRows cuts the result and says so', async () => {
    const notices: string[] = [];
    const frame = await read(subject.trial.large, { maxRows: 10 }, (stats) =>
      notices.push(...(stats.notices ?? [])),
    );
    expect(frame.length).toBe(10);
    expect(notices.join()).toContain('10');
  });

  it('maxBytes refuses a larger result', async () => {
    const failure = await failureOf(read(subject.trial.large, { maxBytes: 1000 }));
    expect(failure.code).toBe('LIMIT_EXCEEDED');
  });

  it('timeoutMs ends a slow query', async () => {
    const failure = await failureOf(read(subject.trial.slow, { timeoutMs: 300 }));
    expect(['TIMEOUT', 'LIMIT_EXCEEDED']).toContain(failure.code);
  });
}

function testErrors(subject: AnySubject): void {
  it('a syntax error names its place', async () => {
    const request = subject.request(subject.trial.broken);
    const failure = await failureOf(readAll(subject.connection, request));
    expect(failure.code).toBe('INVALID_QUERY');
    expect(failure.position?.line).toBeGreaterThanOrEqual(1);
    expect(failure.position?.column).toBeGreaterThanOrEqual(1);
  });
}

function testFilters(subject: AnySubject): void {
  it('filters change the result', async () => {
    const { query, filter } = given(subject.trial.filtered, 'filtered');
    const all = await readAll(subject.connection, subject.request(query));
    const some = await readAll(subject.connection, subject.request(query, { filters: [filter] }));
    expect(frameToRows(some)).not.toEqual(frameToRows(all));
  });

  it.each(["x' OR 1=1 --", 'a`b', 'a.b.c; DROP', '', '1x'])(
    'a filter on a field that is no name is refused: %j',
    async (field) => {
      const { query } = given(subject.trial.filtered, 'filtered');
      const filters: Filter[] = [{ field, op: '=', value: 'x' }];
      const running = readAll(subject.connection, subject.request(query, { filters }));
      expect((await failureOf(running)).code).toBe('INVALID_QUERY');
    },
  );
}

function testSchema(subject: AnySubject): void {
  it('schema leads from the root to fields', async () => {
    const { signal } = new AbortController();
    const path: string[] = [];
    for (let depth = 0; depth < 5; depth++) {
      const nodes = (await subject.connection.schema?.(path, signal)) ?? [];
      expect(nodes.length).toBeGreaterThan(0);
      if (nodes.some(({ kind }) => kind === 'field')) return;
      path.push(
        given(
          nodes.find(({ expandable }) => expandable),
          'an expandable node',
        ).name,
      );
    }
    expect.unreachable('no fields within five levels');
  });
}

function testValues(subject: AnySubject): void {
  const { signal } = new AbortController();
  const read = async (changed: Partial<ValuesRequest> = {}) => {
    const { path, field } = given(subject.trial.frequent, 'frequent');
    const request = { path, field, search: '', limit: 100, ...changed };
    return given(await subject.connection.values?.(request, signal), 'values');
  };

  it('values are each there once, the most frequent first', async () => {
    expect(await read()).toEqual(given(subject.trial.frequent, 'frequent').values);
  });

  it('values are searched whatever the case, and cut at the limit', async () => {
    const { values } = given(subject.trial.frequent, 'frequent');
    const last = given(values.at(-1), 'a value');
    expect(await read({ search: last.slice(1).toUpperCase() })).toEqual([last]);
    expect(await read({ limit: 1 })).toEqual(values.slice(0, 1));
  });

  it.each(hostileValues)('a search for values is bound, not spliced: %j', async (search) => {
    expect(await read({ search })).toEqual([]);
  });

  it.each(hostileValues)('values of a field or table that is not there: %j', async (name) => {
    const { path } = given(subject.trial.frequent, 'frequent');
    expect((await failureOf(read({ field: name }))).code).toBe('NOT_FOUND');
    expect((await failureOf(read({ path: [...path.slice(0, -1), name] }))).code).toBe('NOT_FOUND');
  });
}

function testExplain(subject: AnySubject): void {
  const explain = async (query: unknown) => {
    const request = { ...subject.request(query as Static<TObject>), stepMs: 1000, maxPoints: 500 };
    const full = { ...request, params: {}, filters: [], limits };
    const text = await subject.connection.explain?.(full, AbortSignal.timeout(limits.timeoutMs));
    return given(text, 'a text');
  };

  it('a query is explained, and one that would run for minutes at once', async () => {
    expect(await explain(subject.trial.query)).not.toBe('');
    expect(await explain(subject.trial.slow)).not.toBe('');
  });

  it('a query that cannot run is not explained', async () => {
    expect((await failureOf(explain(subject.trial.broken))).code).toBe('INVALID_QUERY');
  });
}

function testContrast(subject: AnySubject): void {
  const contrast = async (query: unknown, part: Interval) => {
    const request = { ...subject.request(query as Static<TObject>), stepMs: 1000, maxPoints: 500 };
    const full = { ...request, params: {}, filters: [], limits };
    const { signal } = new AbortController();
    return given(await subject.connection.contrast?.(full, part, signal), 'a contrast');
  };

  it('a contrast counts each row once, inside of the part or outside', async () => {
    const { from, to } = subject.trial.range;
    const middle = (from + to) / 2;
    const [first, second] = await Promise.all([
      contrast(subject.trial.query, { from, to: middle }),
      contrast(subject.trial.query, { from: middle, to }),
    ]);
    expect(first.inside).toBeGreaterThan(0);
    expect([first.inside, first.outside]).toEqual([second.outside, second.inside]);
    const { field, values } = given(subject.trial.frequent, 'frequent');
    const told = given(
      first.fields.find(({ name }) => name === field),
      field,
    );
    const total = (side: 'inside' | 'outside') =>
      told.values.reduce((sum, one) => sum + one[side], 0);
    expect(told.values.map(({ value }) => value)).toEqual(expect.arrayContaining([...values]));
    expect([total('inside'), total('outside')]).toEqual([first.inside, first.outside]);
  });

  it('a query that cannot run has no contrast', async () => {
    const { range, broken } = subject.trial;
    expect((await failureOf(contrast(broken, range))).code).toBe('INVALID_QUERY');
  });
}

function testTraits(subject: AnySubject): void {
  it('traits name the tables a query reads', async () => {
    const { signal } = new AbortController();
    const traits = await subject.connection.traits?.(subject.trial.query, signal);
    expect(traits?.reads).toContain(given(subject.trial.reads, 'reads'));
    expect(typeof traits?.tail).toBe('boolean');
  });
}

const minute = 60_000;
const sinkTarget: SinkTarget = {
  pipeline: 'trial/kit#sink',
  table: 'heliostat_kit',
  mode: 'append',
  schema: {
    time: 'ts',
    fields: [
      { name: 'ts', type: 'time' },
      { name: 'name', type: 'string' },
      { name: 'amount', type: 'number', nullable: true },
      { name: 'count', type: 'integer' },
      { name: 'ok', type: 'boolean' },
      { name: 'extra', type: 'json', nullable: true },
    ],
  },
};

/** `count` rows from `first` on, spread over three months so that a batch crosses partitions. */
function sinkBatch(first: number, count: number): SinkBatch {
  const start = Date.UTC(2026, 9, 31, 23, 50);
  const seqs = Float64Array.from({ length: count }, (_, i) => first + i);
  const rows = Array.from(seqs, (seq) => ({
    ts: start + seq * minute * 24 * 60,
    name: hostileValues[seq % hostileValues.length] ?? '',
    amount: seq % 3 === 0 ? null : seq / 7,
    count: seq,
    ok: seq % 2 === 0,
    extra: { seq, list: [1, 'two', null] },
  }));
  return { rows, seqs };
}

function testSink(subject: AnySubject): void {
  const { signal } = new AbortController();
  const count = async (table: string) => {
    const query = given(subject.trial.count, 'count')(table);
    const range = { from: 0, to: Date.UTC(2100, 0, 1) };
    const frame = await readAll(subject.connection, { query, range });
    return Number(Object.values(frameToRows(frame)[0] ?? {})[0]);
  };
  const openSink = async (target: SinkTarget) => {
    const sink = given(subject.connection.sink?.(target), 'a sink');
    await sink.open(signal);
    return sink;
  };

  it('rows are visible when write returns, and are stored once', async () => {
    const sink = await openSink(sinkTarget);
    await sink.write(sinkBatch(1, 60), signal);
    expect(await count(sinkTarget.table)).toBe(60);
    await sink.write(sinkBatch(1, 60), signal);
    expect(await count(sinkTarget.table)).toBe(60);
    await sink.close();
    const reopened = await openSink(sinkTarget);
    await reopened.write(sinkBatch(31, 60), signal);
    expect(await count(sinkTarget.table)).toBe(90);
    await reopened.close();
  });

  it('another pipeline in the same table is not taken for this one', async () => {
    const sink = await openSink({ ...sinkTarget, pipeline: 'trial/other#sink' });
    await sink.write(sinkBatch(1, 10), signal);
    expect(await count(sinkTarget.table)).toBe(100);
    await sink.close();
  });

  it('an upsert replaces the row of its key', async () => {
    const target: SinkTarget = {
      ...sinkTarget,
      table: 'heliostat_kit_upsert',
      mode: 'upsert',
      schema: { ...sinkTarget.schema, key: ['ts', 'name'] },
    };
    const sink = await openSink(target);
    const batch = sinkBatch(1, 20);
    await sink.write(batch, signal);
    await sink.write({ ...batch, seqs: batch.seqs.map((seq) => seq + 100) }, signal);
    expect(await count(target.table)).toBe(20);
    await sink.close();
  });

  it('a new field is added to the table', async () => {
    const fields = [...sinkTarget.schema.fields, { name: 'later', type: 'string' as const }];
    const target = { ...sinkTarget, schema: { ...sinkTarget.schema, fields } };
    const sink = await openSink({ ...target, pipeline: 'trial/later#sink' });
    await sink.write({ rows: [{ ts: 1, later: 'x' }], seqs: Float64Array.of(1) }, signal);
    expect(await count(sinkTarget.table)).toBe(101);
    await sink.close();
  });
}

function testClosing(subject: AnySubject): void {
  it('close may be called twice', async () => {
    const connection = subject.connect();
    await connection.close();
    await expect(connection.close()).resolves.toBeUndefined();
  });
}

async function echo(subject: AnySubject, value: ParamValue): Promise<CellValue | undefined> {
  const request = subject.request(subject.trial.echo, { params: { value } });
  const [row] = frameToRows(await readAll(subject.connection, request));
  return Object.values(row ?? {})[0];
}

function given<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`the trial gives no ${name}, but supports claims it`);
  return value;
}

async function failureOf(running: Promise<unknown>): Promise<HeliostatError> {
  const outcome: unknown = await running.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(outcome).toBeInstanceOf(HeliostatError);
  return outcome as HeliostatError;
}
