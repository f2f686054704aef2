import { frameFromRows, type DashboardDocument, type Variable } from '@heliostat/sdk';
import { describe, expect, test } from 'vitest';
import { collect } from './collect.ts';
import {
  countingDatasource,
  openBench,
  overview,
  owner,
  startMs,
  viewer,
} from './testing/fixtures.ts';
import { bindVariables } from './variables.ts';

const never = new AbortController().signal;
const stores = (plugin: string) => (plugin === 'counting' ? ['warehouse', 'west', 'old'] : []);
const bind = (variable: Variable, given?: string | boolean | readonly string[]) =>
  bindVariables({ x: variable }, given === undefined ? {} : { x: given }, stores).get('x');

describe('a value is bound', () => {
  const devices = ['ios', { value: 'web', label: 'Browser' }];
  const list: Variable = { type: 'list', values: devices };
  const step: Variable = { type: 'interval', values: ['auto', '1m', '1h'] };
  const store: Variable = { type: 'datasource', plugin: 'counting', matches: '^w' };
  const where: Variable = {
    ...{ type: 'filters', datasource: 'warehouse', table: 'events' },
    default: ['country=DE'],
  };
  const cases: [string, Variable, Parameters<typeof bind>[1], unknown][] = [
    ['all of a list', list, undefined, []],
    ['the first of a list without all', { ...list, all: false }, undefined, 'ios'],
    ['several', { ...list, multi: true }, ['ios', 'web'], ['ios', 'web']],
    ['a labelled value', list, 'web', 'web'],
    ['the first interval', step, undefined, 'auto'],
    ['a chosen interval', step, '1h', '1h'],
    ['the first datasource', store, undefined, 'warehouse'],
    ['a chosen datasource', store, 'west', 'west'],
    ['a switch that is off', { type: 'switch' }, undefined, 'false'],
    ['a switch that is on at first', { type: 'switch', default: 'on' }, undefined, 'true'],
    ['a switch by its own words', { type: 'switch', on: 'ios', off: '' }, 'ios', 'ios'],
    ['filters by their default', where, undefined, ['country=DE']],
    ['filters', where, ['a=1', 'b in ["x","y"]'], ['a=1', 'b in ["x","y"]']],
    ['no filters', where, [], []],
    ['a text by its default', { type: 'text', default: 'a' }, undefined, 'a'],
  ];
  test.each(cases)('%s', (...[, variable, given, expected]) => {
    expect(bind(variable, given)).toEqual(expected);
  });

  const refused: [string, Variable, Parameters<typeof bind>[1], RegExp][] = [
    ['"all" where it is not offered', { ...list, all: false }, [], /x: needs a value/],
    ['a label for a value', list, 'Browser', /not one of its values/],
    ['an interval that is not offered', step, '5m', /not one of its values/],
    ['a datasource that does not match', store, 'old', /not one of its values: old/],
    ['no datasource at all', { type: 'datasource', plugin: 'other' }, undefined, /no datasource/],
    ['what is no filter', where, ['country=DE', 'country'], /x: not a filter: country$/],
    ['a list without in', where, ['country=[1]'], /not a filter/],
    ['too many filters', where, Array<string>(21).fill('a=1'), /at most 20 filters/],
    ['another word for a switch', { type: 'switch' }, 'yes', /not one of its values/],
  ];
  test.each(refused)('%s is refused', (...[, variable, given, message]) => {
    expect(() => bind(variable, given)).toThrow(message);
  });
});

const document = {
  ...overview,
  variables: {
    country: { type: 'query', query: 'countries', multi: true },
    width: { type: 'interval', values: ['auto', '5m', '1s'] },
    store: { type: 'datasource', plugin: 'counting' },
    city: { type: 'query', query: 'cities', matches: '^[A-Z]', sort: 'asc' },
    where: {
      ...{ type: 'filters', datasource: 'warehouse', table: 'events' },
      default: ['country=DE', 'device=web'],
    },
    street: { type: 'query', query: 'streets' },
  },
  queries: {
    ...overview.queries,
    chosen: { datasource: '$store', step: '$width', text: 'rows' },
    narrow: { datasource: 'warehouse', text: 'rows $__filters', dimensions: ['country'] },
    streets: { datasource: 'warehouse', text: 'streets $__filters' },
    both: { from: ['narrow', 'streets'] },
    lost: { datasource: '$stor', text: 'rows' },
  },
} as DashboardDocument;

async function openWith(answer?: ReturnType<typeof countingDatasource>['answer']) {
  const counting = countingDatasource();
  if (answer !== undefined) counting.answer = answer;
  const bench = await openBench(counting);
  bench.change('social/overview', document);
  return bench;
}

const ask = (query: string, variables = {}) => ({
  dashboard: 'social/overview',
  query,
  variables,
  from: 'now-15m',
  to: 'now',
});

describe('a query', () => {
  test('asks the chosen datasource in buckets of the chosen width', async () => {
    const { queries, counting } = await openWith();
    const run = await queries.run(
      ask('chosen', { width: '5m', store: 'warehouse' }),
      viewer,
      never,
    );
    await collect(run.arrow);
    expect(run.stepMs).toBe(300_000);
    expect(counting.requests[0]).toMatchObject({
      stepMs: 300_000,
      range: { from: startMs - 900_000, to: startMs },
      params: {},
    });
    expect(queries.plan(queries.prepare(ask('chosen', { width: 'auto' }), viewer)).stepMs).toBe(
      1000,
    );
  });

  test('refuses a width that makes too many buckets, and a variable that is none', async () => {
    const { queries } = await openWith();
    const prepared = queries.prepare({ ...ask('chosen', { width: '1s' }), from: 'now-1d' }, viewer);
    expect(() => queries.plan(prepared)).toThrow(/step: 1s makes 86400 buckets.*at most 11000/);
    expect(() => queries.prepare(ask('lost'), viewer)).toThrow(/did you mean "store"/);
  });

  test('obeys the filters on its dimensions only', async () => {
    const { queries } = await openWith();
    const filters = [
      { field: 'country', op: '=', value: 'DE' },
      { field: 'device', op: '=', value: 'web' },
    ] as const;
    const obeyed = (query: string) => queries.prepare({ ...ask(query), filters }, viewer).filters;
    expect(obeyed('narrow')).toEqual([filters[0]]);
    expect(obeyed('totals')).toEqual([]);
  });

  test('obeys the filters of a variable as those of the viewer, each once', async () => {
    const { queries } = await openWith();
    const obeyed = (query: string, where?: readonly string[]) => {
      const filters = [{ field: 'device', op: '=', value: 'web' }] as const;
      const variables = where === undefined ? {} : { where };
      return queries.prepare({ ...ask(query, variables), filters }, viewer).filters;
    };
    const [country, device] = [
      { field: 'country', op: '=', value: 'DE' },
      { field: 'device', op: '=', value: 'web' },
    ];
    expect(obeyed('narrow')).toEqual([country]);
    expect(obeyed('streets')).toEqual([device, country]);
    expect(obeyed('streets', [])).toEqual([device]);
    expect(obeyed('streets', ['age>=18'])).toEqual([device, { field: 'age', op: '>=', value: 18 }]);
    expect(obeyed('totals')).toEqual([]);
    const { sources } = queries.prepare(ask('both', { where: ['country!=FR'] }), viewer);
    expect(sources.map((source) => source.filters)).toEqual([
      [{ field: 'country', op: '!=', value: 'FR' }],
      [{ field: 'country', op: '!=', value: 'FR' }],
    ]);
    expect(() => queries.prepare(ask('totals', { where: ['country'] }), viewer)).toThrow(
      'variable where: not a filter: country',
    );
  });
});

describe('what is offered', () => {
  const rows = (values: readonly string[]) =>
    frameFromRows(
      values.map((value, i) => ({ value, label: `${value} ${i}` })),
      [
        { name: 'label', type: 'string' },
        { name: 'value', type: 'string' },
      ],
    );
  const input = { dashboard: 'social/overview', variable: 'city' };

  test('has labels, is matched and sorted, and knows its range', async () => {
    const { queries, counting } = await openWith(async function* () {
      yield rows(['Ulm', 'bonn', 'Aalen', 'Ulm']);
    });
    const values = { country: ['DE'], width: '5m' };
    const asked = { ...input, values, from: 'now-1h', to: 'now' };
    expect(await queries.variableOptions(asked, viewer, never)).toEqual({
      options: [
        { value: 'Aalen', label: 'Aalen 2' },
        { value: 'Ulm', label: 'Ulm 0' },
      ],
      total: 2,
    });
    expect(counting.requests[0]?.range.from).toBe(startMs - 3_600_000);
  });

  test('is cut at a thousand, and searched in all of it', async () => {
    const { queries } = await openWith(async function* () {
      yield rows(Array.from({ length: 5000 }, (_, i) => `City ${i}`));
    });
    const all = await queries.variableOptions(input, viewer, never);
    expect([all.options.length, all.total]).toEqual([1000, 5000]);
    const found = await queries.variableOptions({ ...input, search: 'CITY 4999' }, viewer, never);
    expect(found).toEqual({ options: [{ value: 'City 4999', label: 'City 4999 4999' }], total: 1 });
  });

  test('obeys the filters of a variable where its query does', async () => {
    const { queries, counting } = await openWith();
    const street = { dashboard: 'social/overview', variable: 'street' };
    await queries.variableOptions({ ...street, values: { where: ['age<3'] } }, viewer, never);
    expect(counting.requests[0]?.filters).toEqual([{ field: 'age', op: '<', value: 3 }]);
  });

  test('of a datasource variable are the datasources of its plugin', async () => {
    const { queries } = await openWith();
    const store = { dashboard: 'social/overview', variable: 'store' };
    expect(await queries.variableOptions(store, viewer, never)).toEqual({
      options: [{ value: 'warehouse', label: 'warehouse' }],
      total: 1,
    });
  });

  test('of a declaration that is sent come of its own query, for those who may send queries', async () => {
    const { queries, counting } = await openWith(async function* () {
      yield rows(['Ulm']);
    });
    const declared = {
      variables: {
        town: { type: 'query' as const, query: 'towns' },
        site: { type: 'constant' as const, value: 'main' },
        where: { type: 'filters' as const, datasource: 'warehouse', table: 'x', default: ['a=1'] },
      },
      queries: { towns: { datasource: 'warehouse', text: 'of $site $__filters' } },
    };
    const sent = { declared, variable: 'town', from: 'now-1h', to: 'now' };
    expect(await queries.variableOptions(sent, owner, never)).toMatchObject({ total: 1 });
    expect(counting.requests[0]).toMatchObject({
      query: { text: 'of $site $__filters' },
      params: { site: 'main' },
      filters: [{ field: 'a', op: '=', value: 1 }],
    });
    await expect(queries.variableOptions(sent, viewer, never)).rejects.toThrow(/query:raw/);
  });
});
