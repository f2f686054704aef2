import { expect, test } from 'vitest';
import { orderGroups } from './palette-order.ts';
import { rank } from './palette-rank.ts';

const groups = [
  ['Dashboards', ['Weather examples/weather', 'Engagement social/engagement']],
  ['Pages', ['Dashboards', 'Explore', 'Plugins']],
] as const;

function search(text: string) {
  return orderGroups<string>(groups, (entry) => rank(entry, text));
}

test('the group with what fits best stands first, and what does not fit nowhere', () => {
  expect(search('explore')).toEqual([['Pages', ['Explore']]]);
  expect(search('ex').map(([heading]) => heading)).toEqual(['Pages', 'Dashboards']);
  expect(search('engage')).toEqual([['Dashboards', ['Engagement social/engagement']]]);
  expect(search('zzz')).toEqual([]);
});

test('without a search everything stands as it came', () => {
  expect(search('')).toEqual(groups);
});
