import { expect, test } from 'vitest';
import { toMatches, toSort } from './choice.ts';
import { renameInUrl, renameMentions, type NamedVariable } from './names.ts';

test.each([
  ['/^de/', '^de'],
  ['/(?:de|pl)/g', '(?:de|pl)'],
  ['de', '^de$'],
  ['', undefined],
  ['/^(.+)-city$/', undefined],
  ['/(?<text>.+)/', undefined],
  ['/de/i', undefined],
  ['/[/', undefined],
  ['/^$region/', '^$region'],
  ['/^${region}/', undefined],
])('a regular expression %j of Grafana matches %j', (regex, matches) => {
  const notes: string[] = [];
  expect(toMatches(regex, (text) => void notes.push(text))).toBe(matches);
  expect(notes).toEqual(matches === undefined && regex !== '' ? [expect.any(String)] : []);
});

test.each([
  [0, undefined],
  [1, 'asc'],
  [4, 'desc'],
  [7, 'asc'],
  ['disabled', undefined],
  ['naturalDesc', 'desc'],
])('order %j is %j', (sort, order) => expect(toSort(sort)).toBe(order));

const names = new Map<string, NamedVariable>([
  ['shop_kind', { name: 'shop-kind', type: 'list', multi: false }],
]);

test('a title mentions variables by their slugs, and says which it does not know', () => {
  const notes: string[] = [];
  const title = renameMentions(
    '$shop_kind ${shop_kind:csv} [[shop_kind]] $5 $other',
    names,
    (text) => notes.push(text),
  );
  expect(title).toBe('${shop-kind} ${shop-kind} ${shop-kind} $5 $other');
  expect(notes).toHaveLength(1);
});

test.each([
  ['/x?k=${shop_kind}&$__all_variables', '/x?k=$shop-kind&$__variables'],
  ['/x/${shop_kind}-1', undefined],
  ['/x/$other', undefined],
])('the URL %j is %j', (url, renamed) => expect(renameInUrl(url, names)).toBe(renamed));
