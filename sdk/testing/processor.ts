import { describe, expect, it } from 'vitest';
import { checkOptions, formatPath } from '../check.ts';
import { withDefaults, type Static, type TObject } from '../options.ts';
import type { Batch, Processor, ProcessorDefinition } from '../processor.ts';
import type { EventSchema, SchemaField } from '../schema.ts';
import { testMigrations, type MigrationExamples } from './migrations.ts';

type Row = Readonly<Record<string, unknown>>;

export interface ProcessorTest<Options extends TObject> {
  options: Static<Options>;
  input: EventSchema;
  /** Events in log order, at least a dozen, some out of order in time; the kit cuts them itself. */
  events: readonly Row[];
  /** Default 0: an event behind the newest one may be late. */
  latenessMs?: number;
  /** Rows that must come out in the end, in any order; absent: at least one must. */
  expected?: readonly Row[];
  /** Where it has migrations: something for each of them. */
  migrations?: MigrationExamples<'options'>;
  /** Indices of the events that must be rejected. */
  rejected?: readonly number[];
}

interface Outcome {
  /** Final rows: of a keyed output the last per key. */
  rows: string[];
  rejected: string[];
}

interface Feed {
  /** Where batches end: indices into the events. */
  cuts: readonly number[];
  /** After these batches the state is stored and a new processor goes on from it. */
  restarts?: ReadonlySet<number>;
}

/**
 * Registers the tests of the processor contract with vitest; no host is needed. Event time advances
 * after each event, as it does after each record of a log.
 */
export function testProcessor<Options extends TObject>(
  definition: ProcessorDefinition<Options>,
  test: ProcessorTest<Options>,
): void {
  const options = withDefaults(definition.options, test.options);
  const schema = definition.output(test.input, options);
  const one = test.events.map((_, i) => i + 1);
  const runFeed = (feed: Feed) => run(definition, { ...test, options, schema }, feed);
  const whole = () => runFeed({ cuts: one });

  describe('keeps the processor contract:', () => {
    testMigrations(definition, definition.migrations, test.migrations);
    it('its options are documented and accept what the test gives', () => {
      expect(checkOptions(definition.options, test.options)).toEqual([]);
      expect(undocumented(definition.options)).toEqual([]);
      expect(withDefaults(definition.options, options)).toEqual(options);
    });
    it('an unknown option is refused by name', () => {
      const issues = checkOptions(definition.options, { ...test.options, zzUnknown: 1 });
      expect(issues.map((issue) => formatPath(issue.path))).toContain('zzUnknown');
    });
    it('the output schema has its time field and its key', () => {
      const names = schema.fields.map((field) => field.name);
      expect(new Set(names).size).toBe(names.length);
      expect(names).toEqual(expect.arrayContaining([schema.time, ...(schema.key ?? [])]));
    });
    it('what leaves fits the output schema', () => {
      for (const text of whole().rows) expectFits(JSON.parse(text) as Row, schema);
    });
    it('the result is the expected one', () => {
      const { rows, rejected } = whole();
      if (test.expected === undefined) expect(rows.length).toBeGreaterThan(0);
      else expect(rows).toEqual(test.expected.map((row) => canonical(row)).sort());
      const seqs = rejected.map((entry) => Number(entry.split(':')[0]));
      expect(seqs).toEqual(test.rejected ?? []);
    });
    it('the same batches give the same rows', () => {
      expect(whole()).toEqual(whole());
    });
    it('how events of one time step are cut into batches does not matter', () => {
      for (const size of [2, 3, 7, test.events.length]) {
        const cuts = one.filter((end) => end % size === 0 || end === one.length);
        expect(runSplit(definition, { ...test, options, schema }, cuts)).toEqual(runFeed({ cuts }));
      }
    });
    it('stored and restored after any event, it goes on as if nothing had happened', () => {
      const uninterrupted = whole();
      for (const at of one) {
        expect(runFeed({ cuts: one, restarts: new Set([at]) })).toEqual(uninterrupted);
      }
      expect(runFeed({ cuts: one, restarts: new Set(one) })).toEqual(uninterrupted);
    });
    it('an empty batch changes nothing', () => {
      expect(runFeed({ cuts: [0, 0, ...one, one.length] })).toEqual(whole());
    });
    it('what comes in is not changed', () => {
      const before = structuredClone(test.events);
      runFeed({ cuts: [test.events.length] });
      expect(test.events).toEqual(before);
    });
    it('sequences that leave ascend and came in', () => {
      for (const batch of emitted(definition, { ...test, options, schema })) {
        expect(Array.from(batch.seqs)).toEqual(Array.from(batch.seqs).sort((a, b) => a - b));
        expect(batch.rows).toHaveLength(batch.seqs.length);
        expect(batch.times).toHaveLength(batch.seqs.length);
        expect(Array.from(batch.seqs).every((seq) => test.events[seq] !== undefined)).toBe(true);
      }
    });
  });
}

interface Case<Options extends TObject> extends ProcessorTest<Options> {
  schema: EventSchema;
}

/** One processor with what it emitted and stored, fed as the host feeds it. */
class Bench<Options extends TObject> {
  readonly #definition: ProcessorDefinition<Options>;
  readonly #test: Case<Options>;
  readonly #stored = new Map<string, Uint8Array>();
  readonly emitted: Batch[] = [];
  readonly rejected: string[] = [];
  #processor: Processor;
  #newest = -Infinity;

  constructor(definition: ProcessorDefinition<Options>, test: Case<Options>) {
    this.#definition = definition;
    this.#test = test;
    this.#processor = this.#create();
  }

  feed(start: number, end: number): void {
    const batch = toBatch(this.#test, start, end);
    this.#keep(this.#processor.process(batch));
    for (const time of batch.times) this.#newest = Math.max(this.#newest, time);
  }

  advance(): void {
    if (this.#newest === -Infinity) return;
    const watermark = this.#newest - (this.#test.latenessMs ?? 0);
    this.#keep(this.#processor.onWatermark?.(watermark));
  }

  restart(): void {
    this.#keep(this.#processor.flush?.());
    for (const [key, bytes] of this.#processor.state?.changes() ?? []) {
      if (bytes === null) this.#stored.delete(key);
      else this.#stored.set(key, Uint8Array.from(bytes));
    }
    this.#processor = this.#create();
    this.#processor.state?.restore(this.#stored);
  }

  finish(): Outcome {
    this.#keep(this.#processor.flush?.());
    this.#keep(this.#processor.onWatermark?.(Infinity));
    const rows = this.emitted.flatMap((batch) => batch.rows);
    return { rows: finalRows(rows, this.#test.schema), rejected: this.rejected };
  }

  #create(): Processor {
    return this.#definition.create(this.#test.options, {
      input: this.#test.input,
      latenessMs: this.#test.latenessMs ?? 0,
      reject: (seq, reason) => this.rejected.push(`${seq}: ${reason}`),
    });
  }

  #keep(batch: Batch | undefined): void {
    if (batch !== undefined && batch.rows.length > 0) this.emitted.push(batch);
  }
}

function run<Options extends TObject>(
  definition: ProcessorDefinition<Options>,
  test: Case<Options>,
  { cuts, restarts }: Feed,
): Outcome {
  const bench = new Bench(definition, test);
  let start = 0;
  for (const end of cuts) {
    bench.feed(start, end);
    bench.advance();
    if (restarts?.has(end) === true) bench.restart();
    start = end;
  }
  return bench.finish();
}

/** The same time steps as `run`, but every event is a batch of its own. */
function runSplit<Options extends TObject>(
  definition: ProcessorDefinition<Options>,
  test: Case<Options>,
  cuts: readonly number[],
): Outcome {
  const bench = new Bench(definition, test);
  test.events.forEach((_, i) => {
    bench.feed(i, i + 1);
    if (cuts.includes(i + 1)) bench.advance();
  });
  return bench.finish();
}

function emitted<Options extends TObject>(
  definition: ProcessorDefinition<Options>,
  test: Case<Options>,
): readonly Batch[] {
  const bench = new Bench(definition, test);
  bench.feed(0, test.events.length);
  bench.advance();
  bench.finish();
  return bench.emitted;
}

function toBatch({ events, input }: Case<TObject>, start: number, end: number): Batch {
  const rows = events.slice(start, end);
  return {
    rows,
    seqs: Float64Array.from(rows, (_, i) => start + i),
    times: Float64Array.from(rows, (row) => Number(row[input.time])),
  };
}

function finalRows(rows: readonly Row[], schema: EventSchema): string[] {
  const { key } = schema;
  if (key === undefined) return rows.map((row) => canonical(row)).sort();
  const last = new Map<string, string>();
  for (const row of rows) last.set(JSON.stringify(key.map((name) => row[name])), canonical(row));
  return [...last.values()].sort();
}

function canonical(row: Row): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))),
  );
}

const fits: Readonly<Record<SchemaField['type'], (value: unknown) => boolean>> = {
  time: (value) => Number.isFinite(value),
  number: (value) => Number.isFinite(value),
  integer: (value) => Number.isInteger(value),
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  json: () => true,
};

function expectFits(row: Row, schema: EventSchema): void {
  expect(Object.keys(row).filter((name) => !schema.fields.some((f) => f.name === name))).toEqual(
    [],
  );
  for (const { name, type, nullable } of schema.fields) {
    const value = row[name] ?? null;
    const fitting = value === null ? nullable === true : fits[type](value);
    expect({ name, type, value, fitting }).toMatchObject({ fitting: true });
  }
}

function undocumented(schema: TObject): string[] {
  return Object.entries(schema.properties)
    .filter(([, property]) => property.description === undefined)
    .map(([name]) => name);
}
