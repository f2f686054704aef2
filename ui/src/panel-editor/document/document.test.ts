import { Type, select, type DashboardDocument } from '@heliostat/sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatRuleKey, matchedFields, parseRuleKey, renameRule, ruleKinds } from './fields.ts';
import { setPanel, setPanelType } from './panel.ts';
import { addQuery, renameQuery, showQueries, shownQueries } from './queries.ts';
import { addStep, moveStep, removeStep, setStep, stepsOf } from './transforms.ts';

const limit = { use: 'limit', count: 1 };
const document = {
  kind: 'dashboard',
  format: 1,
  title: 'Shop',
  variables: { kind: { type: 'query', query: 'orders' } },
  queries: {
    orders: { datasource: 'warehouse', sql: 'SELECT 1' },
    total: { from: ['orders'], transforms: [limit] },
  },
  annotations: { deploys: { query: 'orders' } },
  panels: {
    a: {
      type: 'timeseries',
      title: 'A',
      query: 'orders',
      options: { stack: 'normal', lineWidth: 3, legend: 'off' },
      fields: { '*': { unit: 'ms', dash: 'dotted' }, 'query:orders': { dash: 'solid' } },
    },
    b: {
      type: 'table',
      queries: ['total', 'orders'],
      fields: { n: { thresholds: [{ at: { query: 'orders' }, color: 'crit' }] } },
    },
  },
  layout: { rows: [] },
} as DashboardDocument;

describe('options', () => {
  const schema = { default: 'none' };

  test('a value equal to the default is left out, and with the last one the map', () => {
    const set = (value: unknown, from = document): DashboardDocument =>
      setPanel(from, 'b', { path: ['options', 'stack'], value, schema });
    expect(set('normal').panels['b']?.options).toEqual({ stack: 'normal' });
    expect(set('none', set('normal'))).toEqual(document);
    expect(set('none')).toBe(document);
  });

  test('another type keeps what both know and allow, in options and in fields', () => {
    const definition = {
      options: Type.Object({
        stack: select(['none', 'normal'], { default: 'none' }),
        legend: select(['bottom', 'right'], { default: 'bottom' }),
      }),
      fieldOptions: Type.Object({}),
    };
    const changed = setPanelType(document, 'a', { type: 'bars', definition });
    expect(changed.panels['a']).toEqual({
      type: 'bars',
      title: 'A',
      query: 'orders',
      options: { stack: 'normal' },
      fields: { '*': { unit: 'ms' } },
    });
    expect(changed.panels['b']).toBe(document.panels['b']);
  });
});

describe('queries', () => {
  test('a new one stands beside those the panel shows', () => {
    const query = { datasource: 'warehouse', sql: '' };
    const added = addQuery(document, 'a', { name: 'orders-2', query });
    expect(added.queries?.['orders-2']).toBe(query);
    expect(added.panels['a']).not.toHaveProperty('query');
    expect(shownQueries(added, 'a')).toEqual(['orders', 'orders-2']);
    expect(showQueries(added, 'a', ['orders'])).toMatchObject({
      panels: { a: { query: 'orders' } },
    });
  });

  test('another name is followed by panels, variables, sources and rules, and the way back is the same', () => {
    const renamed = renameQuery(document, 'orders', 'sales');
    expect(Object.keys(renamed.queries ?? {})).toEqual(['sales', 'total']);
    expect(renamed.queries?.['total']?.from).toEqual(['sales']);
    expect(renamed.variables?.['kind']).toEqual({ type: 'query', query: 'sales' });
    expect(renamed.panels['a']?.query).toBe('sales');
    expect(renamed.panels['b']?.queries).toEqual(['total', 'sales']);
    expect(Object.keys(renamed.panels['a']?.fields ?? {})).toEqual(['*', 'query:sales']);
    expect(renameQuery(renamed, 'sales', 'orders')).toEqual(document);
    expect(JSON.stringify(renamed)).not.toContain('orders');
  });

  test('a name that is taken, or a query that is not there, changes nothing', () => {
    expect(renameQuery(document, 'orders', 'total')).toBe(document);
    expect(renameQuery(document, 'nobody', 'x')).toBe(document);
  });
});

describe('steps', () => {
  const steps = fc.array(fc.constantFrom('filter', 'sort', 'group'), {
    minLength: 1,
    maxLength: 6,
  });
  const build = (uses: readonly string[]): DashboardDocument =>
    uses.reduce((built, use) => addStep(built, 'orders', { use }), document);

  test('moving one keeps all, and moving it back restores the order', () => {
    fc.assert(
      fc.property(steps, fc.nat(8), fc.nat(8), (uses, index, to) => {
        const before = build(uses);
        const moved = moveStep(before, 'orders', { index, to });
        expect(
          stepsOf(moved, 'orders')
            .map(({ use }) => use)
            .sort(),
        ).toEqual([...uses].sort());
        if (moved !== before)
          expect(moveStep(moved, 'orders', { index: to, to: index })).toEqual(before);
      }),
    );
  });

  test('with the last one the list goes', () => {
    expect(removeStep(build(['sort']), 'orders', 0)).toEqual(document);
  });

  test('one key is written, the other steps are shared', () => {
    const before = build(['sort', 'group']);
    const after = setStep(before, 'orders', { path: [1, 'by'], value: ['type'] });
    expect(stepsOf(after, 'orders')).toEqual([{ use: 'sort' }, { use: 'group', by: ['type'] }]);
    expect(stepsOf(after, 'orders')[0]).toBe(stepsOf(before, 'orders')[0]);
  });
});

describe('rules', () => {
  const fields = [
    { name: 't', type: 'time', query: 'orders' },
    { name: 'p99', type: 'number', query: 'orders' },
    { name: 'p99', type: 'number', query: 'total' },
    { name: 'type', type: 'string', query: 'total' },
  ] as const;

  test('the key of a rule reads as it is written', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ruleKinds),
        fc.stringMatching(/^[a-z][a-z0-9_]{0,9}$/),
        (kind, text) => {
          const matcher = { kind, text: kind === 'all' ? '' : text };
          expect(parseRuleKey(formatRuleKey(matcher))).toEqual(matcher);
        },
      ),
    );
  });

  test.each([
    ['*', ['t', 'p99', 'type']],
    ['p99', ['p99']],
    ['/^p\\d+$/', ['p99']],
    ['type:number', ['p99']],
    ['query:total', ['p99', 'type']],
    ['nobody', []],
    ['/(/', undefined],
  ])('%s is for %j', (key, expected) => {
    expect(matchedFields(key, fields)).toEqual(expected);
  });

  test('another key keeps the place of the rule', () => {
    const renamed = renameRule(document, 'a', { from: '*', to: 'type:number' });
    expect(Object.keys(renamed.panels['a']?.fields ?? {})).toEqual(['type:number', 'query:orders']);
    expect(renameRule(document, 'a', { from: '*', to: 'query:orders' })).toBe(document);
  });
});
