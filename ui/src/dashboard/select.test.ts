import { expect, test } from 'vitest';
import { frameFromRows } from '@heliostat/sdk';
import { exampleFilters, fillLink as fill, insertWord, linkWords } from './select.ts';

const chosen = {
  variables: { country: ['DE', 'F&R'], kind: [], host: ['/evil.example'] },
  range: { from: 'now-1h', to: 'now' },
};
const fillLink = (url: string, filters: Parameters<typeof fill>[1]) => fill(url, filters, chosen);
const filters = [{ field: 'user', op: '=', value: 'a b&c' } as const];

test('placeholders become the chosen values, encoded', () => {
  expect(fillLink('/d/users?var.user={user}&x={other}', filters)).toBe(
    '/d/users?var.user=a%20b%26c&x=',
  );
});

test.each(['javascript:alert(1)', '//evil.example', '/\\evil.example', 'data:text/html,x', ''])(
  '%s is no link we follow',
  (url) => {
    expect(fillLink(url, filters)).toBeUndefined();
  },
);

test('variables and the range are kept, each value with a key of its own', () => {
  expect(fillLink('/d/x?var.country=$country&$__range', filters)).toBe(
    '/d/x?var.country=DE&var.country=F%26R&from=now-1h&to=now',
  );
  const range = { ...chosen.range, zone: 'Asia/Tokyo' };
  expect(fill('/d/x?$__range', filters, { ...chosen, range })).toBe(
    '/d/x?from=now-1h&to=now&zone=Asia%2FTokyo',
  );
  expect(fillLink('/d/x?var.kind=$kind#$unknown', filters)).toBe('/d/x?var.kind=#$unknown');
  expect(fillLink('/d/x?a=$constructor&b=$', filters)).toBe('/d/x?a=$constructor&b=$');
  expect(fillLink('https://shop.example/$country/{user}', filters)).toBe(
    'https://shop.example/DE%2CF%26R/a%20b%26c',
  );
  expect(fillLink('/d/x?$__variables', filters)).toBe(
    '/d/x?var.country=DE&var.country=F%26R&var.kind=&var.host=%2Fevil.example',
  );
});

test('a value that is empty or quoted arrives as it is', () => {
  const variables = { kind: ['', '"x"'] };
  expect(fill('/d/x?$__variables', [], { ...chosen, variables })).toBe(
    `/d/x?var.kind=${encodeURIComponent('""')}&var.kind=${encodeURIComponent('"\\"x\\""')}`,
  );
});

test('a value cannot lead a link elsewhere', () => {
  expect(fillLink('/$host', filters)).toBe('/%2Fevil.example');
  expect(fillLink('{user}//x', filters)).toBeUndefined();
});

test('what a link may mention, and an example of it from the first row', () => {
  const columns = [
    { name: 'country', type: 'string' },
    { name: 'users', type: 'number' },
  ] as const;
  const frames = [frameFromRows([{ country: 'DE', users: 3 }], columns)];
  expect(linkWords(frames, ['kind'])).toEqual([
    ...['{country}', '{users}', '$kind', '$__range', '$__variables'],
  ]);
  expect(fillLink('/d/x?c={country}&n={users}', exampleFilters(frames))).toBe('/d/x?c=DE&n=3');
});

test('what a link takes along stands where it can be read', () => {
  expect(insertWord('/d/x', '$__range', 4)).toBe('/d/x?$__range');
  expect(insertWord('/d/x?$__range', '$__variables', 13)).toBe('/d/x?$__range&$__variables');
  expect(insertWord('/d/x?a=1&', '$__range', 9)).toBe('/d/x?a=1&$__range');
  expect(insertWord('/d/x?user=', '{user}', 10)).toBe('/d/x?user={user}');
});
