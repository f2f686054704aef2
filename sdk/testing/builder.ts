import { describe, expect, it } from 'vitest';
import {
  builderFields,
  firstQuery,
  measureName,
  type Aggregate,
  type BuilderField,
  type BuiltQuery,
  type QueryBuilder,
} from '../builder.ts';
import type { Connection, Interval, QueryRequest, SchemaNode } from '../datasource.ts';
import { frameToRows, type Frame } from '../frame.ts';
import type { Static, TObject } from '../options.ts';
import { hostileValues, readAll } from './datasource.ts';

type AnyQuery = Static<TObject>;

interface Built {
  builder: QueryBuilder<AnyQuery>;
  trial: { range: Interval; query: AnyQuery };
  connection: () => Connection<AnyQuery>;
}

/** A table to build from: with a time, a number and a text. */
interface Ground {
  table: readonly string[];
  fields: readonly BuilderField[];
  time: string;
  number: string;
  text: string;
}

const aggregates: readonly Aggregate[] = ['sum', 'avg', 'min', 'max', 'unique', 'quantile'];

/** Registers the tests of a builder: what it writes runs, gives what was chosen, and is read back. */
export function testBuilder({ builder, trial, connection }: Built): void {
  const run = async (built: BuiltQuery, params: QueryRequest['params'] = {}): Promise<Frame> => {
    expect(builder.read(builder.write(built))).toEqual(built);
    return readAll(connection(), { query: builder.write(built), range: trial.range, params });
  };
  const first = (ground: Ground): BuiltQuery => firstQuery(ground.table, ground.fields);

  describe('builder', () => {
    it('counts rows over time', async () => {
      const ground = await findGround(connection());
      const frame = await run(first(ground));
      expect(frame.fields.map(({ type }) => type)).toEqual(['time', 'number']);
      expect(frame.length).toBeGreaterThan(1);
    });

    it('gives each measure under its name, for each group, sorted and limited', async () => {
      const ground = await findGround(connection());
      const measures = aggregates.map((aggregate) => {
        const measure = {
          aggregate,
          field: ground.number,
          ...(aggregate === 'quantile' && { quantile: 0.95 }),
        };
        return { ...measure, name: measureName(measure, ground.fields) };
      });
      const by = measures[0]?.name ?? '';
      const frame = await run({
        ...first(ground),
        bucket: false,
        measures,
        groupBy: [ground.text],
        sort: { by, descending: true },
        limit: 2,
      });
      expect(frame.fields.map(({ name }) => name)).toEqual([
        ground.text,
        ...measures.map(({ name }) => name),
      ]);
      expect(frame.length).toBe(2);
      const sums = frameToRows(frame).map((row) => Number(row[by]));
      expect(sums).toEqual(sums.toSorted((a, b) => b - a));
    });

    it('gives numbers that are names as text, and filters them as numbers', async () => {
      const ground = await findGround(connection());
      const { sort: _, ...all } = { ...first(ground), bucket: false };
      const groups = { ...all, groupBy: [ground.number], asText: [ground.number] };
      const rest = { filters: [{ field: ground.number, op: '<=' as const, value: 1e9 }] };
      const frame = await run({ ...groups, ...rest, limit: 2 });
      expect(frame.fields.map(({ name, type }) => [name, type])).toEqual([
        [ground.number, 'string'],
        ['count', 'number'],
      ]);
      expect(frame.length).toBeGreaterThan(0);
    });

    it('gives the rows themselves without measures', async () => {
      const ground = await findGround(connection());
      const { sort: _, ...rest } = first(ground);
      const rows = { ...rest, bucket: false, measures: [], groupBy: [ground.text], limit: 3 };
      const frame = await run(rows);
      expect(frame.fields.map(({ name }) => name)).toEqual([ground.time, ground.text]);
      expect(frame.length).toBe(3);
    });

    it('filters by text and number', async () => {
      const ground = await findGround(connection());
      const { sort: _, ...all } = { ...first(ground), bucket: false };
      const count = async (filters: BuiltQuery['filters']) =>
        countOf(await run({ ...all, filters }));
      const total = await count([]);
      const value = await oneOf(run, { ...all, measures: [], groupBy: [ground.text], limit: 1 });
      const field = ground.text;
      const some = await count([{ field, op: '=', value: value }]);
      expect(some).toBeGreaterThan(0);
      expect(await count([{ field, op: 'not in', value: [value, ''] }])).toBe(total - some);
      expect(await count([{ field: ground.number, op: '<', value: -1e9 }])).toBe(0);
    });

    it('filters by what is chosen in a variable, by nothing while that is all', async () => {
      const ground = await findGround(connection());
      const { sort: _, ...all } = { ...first(ground), bucket: false };
      const value = await oneOf(run, { ...all, measures: [], groupBy: [ground.text], limit: 1 });
      const field = ground.text;
      const choice = { ...all, filters: [{ field, op: 'in' as const, variable: 'my-choice' }] };
      const equal = { ...all, filters: [{ field, op: '=' as const, value }] };
      const count = async (chosen: string[]) => countOf(await run(choice, { 'my-choice': chosen }));
      expect(await count([value])).toBe(countOf(await run(equal)));
      expect(await count(['of no row'])).toBe(0);
      expect(await count([])).toBe(countOf(await run(all)));
    });

    it.each(hostileValues)('a text in a filter stays a text: %j', async (value) => {
      const ground = await findGround(connection());
      const { sort: _, ...all } = { ...first(ground), bucket: false };
      const total = countOf(await run(all));
      const field = ground.text;
      expect(countOf(await run({ ...all, filters: [{ field, op: '!=', value }] }))).toBe(total);
      expect(countOf(await run({ ...all, filters: [{ field, op: 'in', value: [value] }] }))).toBe(
        0,
      );
    });

    it('takes no query for its own that it would write in other words', async () => {
      const built = builder.read(trial.query);
      if (built === undefined) return;
      const [theirs, ours] = await Promise.all([
        readAll(connection(), { query: trial.query, range: trial.range }),
        run(built),
      ]);
      expect(frameToRows(ours)).toEqual(frameToRows(theirs));
    });
  });
}

function countOf(frame: Frame): number {
  return Number(Object.values(frameToRows(frame)[0] ?? {})[0]);
}

/** The text of the first group. */
async function oneOf(
  run: (built: BuiltQuery) => Promise<Frame>,
  built: BuiltQuery,
): Promise<string> {
  const [row] = frameToRows(await run(built));
  return row?.[built.groupBy[0] ?? ''] as string;
}

/** The first table that has what is needed; the trial has stored one. */
async function findGround(connection: Connection<AnyQuery>): Promise<Ground> {
  const { signal } = new AbortController();
  const visit = async (
    path: readonly string[],
    table: readonly string[],
  ): Promise<Ground | undefined> => {
    const nodes = (await connection.schema?.(path, signal)) ?? [];
    const ground = groundOf(table, nodes);
    if (ground !== undefined || path.length > 4) return ground;
    for (const { name, expandable, isDefault } of nodes) {
      const found = expandable
        ? await visit([...path, name], isDefault === true ? table : [...table, name])
        : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const ground = await visit([], []);
  if (ground === undefined)
    throw new Error('the schema shows no table with a time, a number and a text to build from');
  return ground;
}

function groundOf(table: readonly string[], nodes: readonly SchemaNode[]): Ground | undefined {
  const fields = builderFields(nodes);
  const nameOf = (type: BuilderField['type']) =>
    fields.find((field) => field.type === type && !field.name.startsWith('_'))?.name;
  const [time, number, text] = [nameOf('time'), nameOf('number'), nameOf('string')];
  if (time === undefined || number === undefined || text === undefined) return;
  return { table, fields, time, number, text };
}
