import type { SchemaNode, Variable, ValuesRequest } from '@heliostat/sdk';
import { describe, expect, test } from 'vitest';
import { countingDatasource, openBench, overview, owner, viewer } from './testing/fixtures.ts';

const never = new AbortController().signal;

const tree: Record<string, readonly SchemaNode[]> = {
  '': [
    { name: 'archive', kind: 'database', expandable: true },
    { name: 'shop', kind: 'database', expandable: true },
  ],
  archive: [{ name: 'orders', kind: 'table', expandable: true }],
  shop: [
    { name: 'orders', kind: 'table', expandable: true },
    { name: 'visits', kind: 'table', expandable: true },
  ],
  'archive/orders': [{ name: 'old', kind: 'field', type: 'String', expandable: false }],
  'shop/orders': [{ name: 'old', kind: 'field', type: 'String', expandable: false }],
  'shop/visits': [
    { name: 'country', kind: 'field', fieldType: 'string', expandable: false },
    { name: 'tags', kind: 'field', fieldType: 'json', expandable: false },
    { name: 'age', kind: 'field', fieldType: 'number', expandable: false },
  ],
};

const filters = (table: string, more: object = {}): Variable => ({
  type: 'filters',
  datasource: 'warehouse',
  table,
  ...more,
});

/** Variables over a datasource with a tree and values; `asked` is what it was asked for values. */
async function openWith(variables: Record<string, Variable>, canList = true) {
  const counting = countingDatasource();
  const asked: ValuesRequest[] = [];
  const answers: { next: (signal: AbortSignal) => Promise<readonly string[]> } = {
    next: async () => ['DE', 'FR'],
  };
  const plain = counting.definition;
  counting.definition = {
    ...plain,
    connect: (...args) => ({
      ...plain.connect(...args),
      schema: async (path) => [...(tree[path.join('/')] ?? [])],
      ...(canList && {
        values: (request: ValuesRequest, signal: AbortSignal) => {
          asked.push(request);
          return answers.next(signal);
        },
      }),
    }),
  };
  const bench = await openBench(counting);
  bench.change('social/overview', { ...overview, variables });
  const named = (variable: string) => ({ dashboard: 'social/overview', variable });
  return { ...bench, asked, answers, named };
}

describe('a variable that holds filters', () => {
  test('offers the fields of its table with their types, or those it names', async () => {
    const only = { fields: ['age', 'gone'] };
    const { queries, named } = await openWith({
      where: filters('visits'),
      some: filters('shop.visits', only),
    });
    expect(await queries.filterFields(named('where'), viewer, never)).toEqual({
      fields: [
        { name: 'country', type: 'string' },
        { name: 'age', type: 'number' },
      ],
      hasValues: true,
    });
    expect((await queries.filterFields(named('some'), viewer, never)).fields).toEqual([
      { name: 'age', type: 'number' },
      { name: 'gone', type: 'string' },
    ]);
  });

  test('looks values up in its own table and no other', async () => {
    const { queries, named, asked } = await openWith({
      first: filters('orders'),
      other: filters('shop.orders'),
      lost: filters('shop.carts'),
    });
    const values = (variable: string) =>
      queries.filterValues(
        { ...named(variable), field: 'old', search: ' d ', first: 5 },
        viewer,
        never,
      );
    expect(await values('first')).toEqual(['DE', 'FR']);
    await values('other');
    expect(asked).toEqual([
      { path: ['archive', 'orders'], field: 'old', search: 'd', limit: 5 },
      { path: ['shop', 'orders'], field: 'old', search: 'd', limit: 5 },
    ]);
    await expect(values('lost')).rejects.toThrow('no table shop.carts in warehouse');
  });

  test('refuses a field it does not name, and is not another variable', async () => {
    const { queries, named } = await openWith({
      where: filters('visits', { fields: ['country'] }),
      note: { type: 'text' },
    });
    const values = (variable: string, field: string) =>
      queries.filterValues({ ...named(variable), field }, viewer, never);
    await expect(values('where', 'age')).rejects.toThrow('variable where: no such field: age');
    await expect(values('note', 'age')).rejects.toThrow('variable note: holds no filters');
    await expect(values('wher', 'age')).rejects.toThrow(/unknown variable.*wher.*"where"/);
    await expect(values('where', '')).rejects.toThrow('no such field');
  });

  test('says where values cannot be looked up', async () => {
    const { queries, named } = await openWith({ where: filters('visits') }, false);
    expect((await queries.filterFields(named('where'), viewer, never)).hasValues).toBe(false);
    await expect(
      queries.filterValues({ ...named('where'), field: 'age' }, viewer, never),
    ).rejects.toThrow('datasource without values of fields: warehouse');
  });

  test('may be sent as it is being edited, by those who may send queries', async () => {
    const { queries } = await openWith({});
    const sent = { declared: { variables: { where: filters('visits') } }, variable: 'where' };
    expect((await queries.filterFields(sent, owner, never)).fields).toHaveLength(2);
    await expect(queries.filterFields(sent, viewer, never)).rejects.toThrow(/query:raw/);
  });
});

describe('values of a field', () => {
  const request: ValuesRequest & { datasource: string } = {
    datasource: 'warehouse',
    path: ['shop', 'visits'],
    field: 'country',
    search: '',
    limit: 9,
  };

  test('are asked for once while they are fresh, whoever asks', async () => {
    const { queries, asked, effects } = await openWith({});
    const ask = () => queries.fieldValues(request, owner, never);
    expect(await Promise.all([ask(), ask()])).toEqual([
      ['DE', 'FR'],
      ['DE', 'FR'],
    ]);
    expect(asked).toHaveLength(1);
    effects.clock.now += 5001;
    await ask();
    expect(asked).toHaveLength(2);
  });

  test('that could not be read are asked for again', async () => {
    const { queries, asked, answers } = await openWith({});
    answers.next = () => Promise.reject(new Error('busy'));
    const ask = () => queries.fieldValues(request, owner, never);
    await expect(ask()).rejects.toThrow(/busy/);
    answers.next = async () => ['UA'];
    expect(await ask()).toEqual(['UA']);
    expect(asked).toHaveLength(2);
  });

  test('are no longer read when the last one who asked has gone', async () => {
    const { queries, asked, answers } = await openWith({});
    let engine: AbortSignal | undefined;
    answers.next = (signal) => {
      engine = signal;
      return new Promise(() => undefined);
    };
    const [first, second] = [new AbortController(), new AbortController()];
    const asking = [first, second].map(({ signal }) => queries.fieldValues(request, owner, signal));
    first.abort();
    await expect(asking[0]).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(engine?.aborted).toBe(false);
    second.abort();
    await expect(asking[1]).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(engine?.aborted).toBe(true);
    answers.next = async () => ['UA'];
    expect(await queries.fieldValues(request, owner, never)).toEqual(['UA']);
    expect(asked).toHaveLength(2);
  });

  test.each<[string, Partial<ValuesRequest>, string]>([
    ['no path', { path: [] }, 'path: expected'],
    ['a long path', { path: Array<string>(9).fill('x') }, 'path: expected'],
    ['an empty name', { path: ['shop', ''] }, 'expected names'],
    ['a long name', { field: 'x'.repeat(401) }, 'expected names'],
    ['a long search', { search: 'x'.repeat(201) }, 'search: at most'],
    ['too many', { limit: 1001 }, 'first: expected 1 to 1000, got 1001'],
    ['none', { limit: 0 }, 'first: expected'],
  ])('%s is refused', async (...[, changed, message]) => {
    const { queries, asked } = await openWith({});
    const asking = queries.fieldValues({ ...request, ...changed }, owner, never);
    await expect(asking).rejects.toThrow(message);
    expect(asked).toHaveLength(0);
  });

  test('need the permission to send queries', async () => {
    const { queries } = await openWith({});
    await expect(queries.fieldValues(request, viewer, never)).rejects.toThrow(/query:raw/);
  });
});
