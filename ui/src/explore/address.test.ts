import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Address } from './address.ts';
import type { PaneState } from './pane-state.ts';

const hashOf = (href: string): string => new URL(href, 'http://localhost').hash;
const again = (address: Address): Address => new Address(hashOf(address.href));
const state: PaneState = {
  query: { datasource: 'warehouse', sql: ['SELECT 1 AS a + b', 'FROM "x" & 100% #y'] },
  variables: { country: ['DE', "it's"], text: '' },
  panel: { type: 'bars', time: { last: '5m', shift: '1d' }, options: { sort: 'name' } },
  view: 'table',
};

test('an address keeps what each side asks, and says nothing where nothing was chosen', () => {
  expect(new Address('').href).toBe('/explore');
  const both = again(new Address('').withPane('left', state).withPane('right', state));
  expect(both.pane('left')).toEqual(state);
  expect(both.pane('right')).toEqual(state);
  expect(both.isSplit).toBe(true);
  expect(both.withPane('right', undefined).isSplit).toBe(false);
});

test('a query of any text comes back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (sql) => {
      const pane = { query: { datasource: 'w', sql } };
      expect(again(new Address('').withPane('left', pane)).pane('left')).toEqual(pane);
    }),
  );
});

test('the range is shared until the right side has its own', () => {
  const one = new Address('').withPane('right', state).withView('left', '?from=now-2d&to=now');
  expect(one.view('right').get('from')).toBe('now-2d');
  expect(one.withView('right', '?from=now-3d&to=now').view('left').get('from')).toBe('now-3d');
  const own = again(one.withOwnRange(true));
  expect(own.view('right').get('from')).toBe('now-2d');
  const moved = own.withView('right', '?from=now-9d&to=now');
  expect(moved.view('right').get('from')).toBe('now-9d');
  expect(moved.view('left').get('from')).toBe('now-2d');
  expect(moved.withOwnRange(false).view('right').get('from')).toBe('now-2d');
});

test('what was chosen on one side stays there', () => {
  const address = new Address('').withView('left', '?filter=country%3DDE&only.left=a');
  expect([...address.view('left')]).toEqual([
    ['filter', 'country=DE'],
    ['only.left', 'a'],
  ]);
  expect([...address.view('right')]).toEqual([]);
});

test.each([
  ['{"query":', 'cut off, or changed on its way'],
  ['[]', 'expected'],
  ['{"query":{"datasource":7}}', 'query.datasource'],
  ['{"query":{"datasource":"w"},"variables":{"a":1}}', 'variables.a: expected a text'],
  ['{"query":{"datasource":"w"},"panel":{"type":""}}', 'panel.type'],
  ['{"query":{"datasource":"w"},"panel":{"type":"a","time":{"last":"x"}}}', 'panel.time.last'],
  ['{"query":{"datasource":"w"},"more":1}', 'more'],
  ['{"query":{"from":["Not a slug"]}}', 'query.from'],
  ['"'.padEnd(200_002, 'x'), 'longer than 200000'],
])('a link that cannot be read says why: %.40s', (text, problem) => {
  const hash = `#${new URLSearchParams([['left', text]]).toString()}`;
  expect(new Address(hash).pane('left')).toMatchObject({
    problem: expect.stringContaining(problem) as unknown,
  });
});

test('the rest of a hostile address does nothing', () => {
  const address = new Address('#__proto__=1&left.__proto__=2&constructor=x&%E0%A4%A=1&own&own=1');
  expect(address.pane('left')).toBeUndefined();
  expect(Object.keys({})).toEqual([]);
  expect(again(address).isOwn).toBe(true);
});

test('a split begins with the same on both sides, filters too', () => {
  const one = new Address('').withPane('left', state).withView('left', '?filter=a%3D1&from=now-2d');
  const both = again(one.split(state));
  expect([...both.view('right')]).toEqual([...both.view('left')]);
  expect(both.pane('right')).toEqual(state);
});

test('the side that stays keeps its filters and its own range', () => {
  const both = new Address('')
    .withPane('left', { query: { datasource: 'gone' } })
    .withPane('right', state)
    .withView('left', '?filter=a%3D1&from=now-2d&to=now')
    .withOwnRange(true)
    .withView('right', '?filter=b%3D2&from=now-9d&to=now');
  const left = again(both.only('right', state));
  expect(left.isSplit).toBe(false);
  expect(left.pane('left')).toEqual(state);
  expect(Object.fromEntries(left.view('left'))).toEqual({
    filter: 'b=2',
    from: 'now-9d',
    to: 'now',
  });
});
