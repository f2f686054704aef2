import { describe, expect, test } from 'vitest';
import type { DashboardDocument } from './dashboard.ts';
import {
  dependencyCircles,
  mentionedVariables,
  obeyedFilters,
  renameInQuery,
  renameInText,
  textOf,
  variableArguments,
  variableDependencies,
} from './mentions.ts';

const names = ['country', 'city', 'top-n', 'env'];

describe('a text mentions a variable', () => {
  test.each([
    ['$country', ['country']],
    ['${city}/x', ['city']],
    ['{country}', ['country']],
    ['WHERE c = {country:String} AND n < { city : UInt8 }', ['country', 'city']],
    ["$__in(city, 'country')", ['country']],
    ['$__in(concat(city, [a, b]), country)', ['country']],
    ['$__in(city, /* not city, but */ country)', ['country']],
    ['$__var(top-n) + $top-n', ['top-n']],
  ])('in %s', (text, expected) => {
    expect(mentionedVariables(text, names)).toEqual(expected);
  });

  test.each([
    'SELECT country, concat(a, country) FROM city',
    '$__time(country)',
    '$countryside',
    '$__in(a',
  ])('not in %s', (text) => {
    expect(mentionedVariables(text, names)).toEqual([]);
  });

  test('lines of a list are read as one text', () => {
    expect(variableArguments(textOf({ sql: ['$__in(a,', 'country)'] }))).toEqual(['country']);
  });
});

describe('a variable gets another name', () => {
  test.each([
    ['$country and $country-x, ${country}', '$land and $country-x, ${land}'],
    ['{country}', '{country}'],
  ])('in a title: %s', (text, expected) => {
    expect(renameInText(text, 'country', 'land')).toBe(expected);
  });

  test.each([
    ['$__in(country, country) AND country = 1', '$__in(country, land) AND country = 1'],
    ["$__in(concat(country, 'x'), 'country')", "$__in(concat(country, 'x'), 'land')"],
    ['$__in(a, $__var( country ))', '$__in(a, $__var( land ))'],
    ['c = {country:String} AND d < { country }', 'c = {land:String} AND d < { land }'],
    ['$__in(country, city) $country', '$__in(country, city) $land'],
    ['$__time(country)', '$__time(country)'],
    ['$__in(x, country', '$__in(x, land'],
  ])('in a query: %s', (text, expected) => {
    expect(renameInQuery(text, 'country', 'land')).toBe(expected);
  });
});

const query = (sql: string) => ({ datasource: 'w', sql });
const document = {
  variables: {
    country: { type: 'query', query: 'countries' },
    city: { type: 'query', query: 'cities' },
    street: { type: 'query', query: 'streets' },
    env: { type: 'constant', value: 'x' },
  },
  queries: {
    countries: query('SELECT country FROM t WHERE $__in(country, country)'),
    cities: query('SELECT city FROM t WHERE $__in(country, country)'),
    streets: { from: ['raw'] },
    raw: query('SELECT street FROM t WHERE $__in(city, city)'),
  },
} as Pick<DashboardDocument, 'queries' | 'variables'>;

test('what obeys filters depends on the variables that hold some', () => {
  const where = { type: 'filters' as const, datasource: 'w', table: 't' };
  const filtered = {
    variables: { ...document.variables, where },
    queries: { ...document.queries, cities: query('SELECT city FROM t WHERE $__filters') },
  };
  const dependencies = variableDependencies(filtered);
  expect(dependencies.get('city')).toEqual(['where']);
  expect(dependencies.get('country')).toEqual([]);
  expect(dependencies.get('where')).toEqual([]);
});

test('a variable depends on those its query, or what that takes rows from, mentions; not on itself', () => {
  expect(Object.fromEntries(variableDependencies(document))).toEqual({
    country: [],
    city: ['country'],
    street: ['city'],
    env: [],
  });
});

test('a circle is named by the shortest way round, once', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', ['b', 'a']],
    ['d', []],
  ]);
  expect(dependencyCircles(graph)).toEqual([['a', 'b', 'c', 'a']]);
  expect(dependencyCircles(variableDependencies(document))).toEqual([]);
});

test('a query obeys filters on its dimensions where it says $__filters, and no others', () => {
  const filters = [
    { field: 'country', op: '=', value: 'DE' },
    { field: 'device', op: '=', value: 'web' },
  ] as const;
  expect(obeyedFilters(query('SELECT 1'), filters)).toEqual([]);
  expect(obeyedFilters(query('SELECT 1 WHERE $__filters'), filters)).toEqual(filters);
  const narrow = { ...query('SELECT 1 WHERE $__filters'), dimensions: ['country'] };
  expect(obeyedFilters(narrow, filters)).toEqual([filters[0]]);
});
