import type { DashboardDocument } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import { titleCopies } from './copies.ts';

const titled = (title?: string): DashboardDocument => ({
  ...{ kind: 'dashboard', format: 1, title: 'Shop', layout: { rows: [] } },
  panels: { a: { type: 'stat', ...(title !== undefined && { title }) } },
});
const after = (title: string | undefined, from: string | undefined, to: string | undefined) =>
  titleCopies(titled(title), 'a', { from, to }).panels['a']?.title;

test('copies of a panel are told apart by its title', () => {
  expect(after('Ads', undefined, 'country')).toBe('Ads $country');
  expect(after('Ads $country', 'country', 'device')).toBe('Ads $device');
  expect(after('Ads $country', 'country', undefined)).toBe('Ads');
});

test('a title that names the variable, or is not there, stays', () => {
  expect(after('Ads in ${country}', undefined, 'country')).toBe('Ads in ${country}');
  expect(after('$country: ads', 'country', undefined)).toBe('$country: ads');
  expect(after(undefined, undefined, 'country')).toBeUndefined();
});
