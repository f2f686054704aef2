import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatFilter,
  type DashboardDocument,
  type Filter,
  type SeriesChoice,
} from '@heliostat/sdk';
import { defaultView, formatView, parseView, toFileTime, toParams, type View } from './view.ts';

const document: DashboardDocument = {
  kind: 'dashboard',
  format: 1,
  title: 'Engagement',
  time: { from: 'now-15m', refresh: 'live' },
  variables: {
    country: { type: 'list', values: ['DE', 'FR'], multi: true },
    kind: { type: 'list', values: ['like', 'share'], default: 'like' },
    text: { type: 'text' },
    tenant: { type: 'constant', value: 'a' },
  },
  panels: {},
  layout: { rows: [] },
};
const defaults = defaultView(document);

describe('the view in the URL', () => {
  test('what is as the author left it is not in the URL', () => {
    expect(formatView(defaults, defaults)).toBe('');
    expect(parseView(new URLSearchParams(''), defaults)).toEqual(defaults);
  });

  test('a time zone of the viewer is in it; what is no zone is as the file says', () => {
    const view: View = { ...defaults, timeZone: 'Europe/Kyiv' };
    expect(formatView(view, defaults)).toBe('?zone=Europe/Kyiv');
    expect(parseView(new URLSearchParams('zone=Europe/Kyiv'), defaults)).toEqual(view);
    expect(parseView(new URLSearchParams('zone=Mars'), defaults).timeZone).toBe('browser');
    const utc = defaultView({ ...document, time: { timeZone: 'utc' } });
    expect(parseView(new URLSearchParams('zone=browser'), utc).timeZone).toBe('browser');
  });

  test('the time that is shown is what a file says of it, and comes back', () => {
    expect(toFileTime(defaults)).toEqual(document.time);
    expect(toFileTime(defaultView({ ...document, time: {} }))).toBeUndefined();
    const time = { from: 'now-1d/d', to: 'now-1d/d', refresh: '30s', timeZone: 'utc' };
    expect(toFileTime(defaultView({ ...document, time }))).toEqual(time);
  });

  test('a URL is readable and in a stable order', () => {
    const view: View = {
      ...defaults,
      from: '2026-11-20T14:00:00.000Z',
      to: '2026-11-20T15:00:00.000Z',
      variables: { ...defaults.variables, country: ['DE', 'FR'] },
      filters: [{ field: 'type', op: '=', value: 'like' }],
      panel: 'events',
    };
    expect(formatView(view, defaults)).toBe(
      '?from=2026-11-20T14:00:00.000Z&to=2026-11-20T15:00:00.000Z' +
        '&var.country=DE&var.country=FR&filter=type%3Dlike&panel=events',
    );
  });

  test('the tab is in it', () => {
    const view: View = { ...defaults, tab: 'Where from' };
    expect(formatView(view, defaults)).toBe('?tab=Where%20from');
    expect(parseView(new URLSearchParams('?tab=Where%20from'), defaults)).toEqual(view);
  });

  test('folded rows and edit mode are in it', () => {
    const view: View = { ...defaults, folded: ['Where from', 'Now'], edit: '' };
    const text = formatView(view, defaults);
    expect(text).toBe('?folded=Where%20from&folded=Now&edit');
    expect(parseView(new URLSearchParams(text), defaults)).toEqual(view);
    const panel = { ...defaults, edit: 'errors' };
    expect(formatView(panel, defaults)).toBe('?edit=errors');
    expect(parseView(new URLSearchParams('?edit=errors'), defaults)).toEqual(panel);
  });

  test('"all" is told from "as the author left it"', () => {
    const all = { ...defaults, variables: { ...defaults.variables, kind: [] } };
    const text = formatView(all, defaults);
    expect(text).toBe('?var.kind=');
    expect(parseView(new URLSearchParams(text), defaults).variables['kind']).toEqual([]);
  });

  test('an empty text that is chosen is told from "all", and a quote from a quoted text', () => {
    const view = { ...defaults, variables: { ...defaults.variables, country: ['', '"x'] } };
    const text = formatView(view, defaults);
    expect(parseView(new URLSearchParams(text), defaults).variables['country']).toEqual(['', '"x']);
  });

  test('what the legends show is in it, one choice a panel', () => {
    const series = new Map<string, SeriesChoice>([
      ['by-type', { mode: 'only', names: ['a&b', 'c'] }],
      ['top', { mode: 'hide', names: ['d'] }],
    ]);
    const text = formatView({ ...defaults, series }, defaults);
    expect(text).toBe('?only.by-type=a%26b&only.by-type=c&hide.top=d');
    expect(parseView(new URLSearchParams(text), defaults).series).toEqual(series);
    const twice = parseView(new URLSearchParams('only.a=x&hide.a=y'), defaults).series;
    expect(twice).toEqual(new Map([['a', { mode: 'only', names: ['x'] }]]));
  });

  test('a refresh that is no duration is as the author left it', () => {
    const refresh = (text: string) => parseView(new URLSearchParams(text), defaults).refresh;
    expect(refresh('refresh=10s')).toBe('10s');
    expect(refresh('refresh=bananas')).toBe('live');
  });

  test('the same filter twice is one', () => {
    const { filters } = parseView(new URLSearchParams('filter=a%3D1&filter=a%3D1'), defaults);
    expect(filters).toHaveLength(1);
    const quoted = parseView(new URLSearchParams('filter=a%3Dx&filter=a%3D%22x%22'), defaults);
    expect(quoted.filters).toEqual([{ field: 'a', op: '=', value: 'x' }]);
  });

  test('the same value twice is one', () => {
    const view = parseView(new URLSearchParams('var.country=DE&var.country=%22DE%22'), defaults);
    expect(view.variables['country']).toEqual(['DE']);
  });

  test('variables that the dashboard does not have are ignored', () => {
    const view = parseView(new URLSearchParams('?var.nobody=x&var.tenant=b'), defaults);
    expect(view.variables).toEqual(defaults.variables);
  });

  test('any view survives the URL', () => {
    const text = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
    const filter: fc.Arbitrary<Filter> = fc.oneof(
      fc.record({
        field: text,
        op: fc.constantFrom('=' as const, '!=' as const, '>=' as const, 'matches' as const),
        value: fc.oneof(text, fc.integer(), fc.boolean()),
      }),
      fc.record({
        field: text,
        op: fc.constantFrom('in' as const, 'not in' as const),
        value: fc.array(fc.oneof(text, fc.integer()), { maxLength: 3 }),
      }),
    );
    fc.assert(
      fc.property(
        fc.record({
          ...{ from: text, to: text, country: fc.uniqueArray(text) },
          filters: fc.uniqueArray(filter, { selector: formatFilter }),
        }),
        ({ from, to, country, filters }) => {
          const view = { ...defaults, from, to, filters };
          const chosen = { ...view, variables: { ...defaults.variables, country } };
          const again = parseView(new URLSearchParams(formatView(chosen, defaults)), defaults);
          expect(again).toEqual(chosen);
        },
      ),
    );
  });
});

test('a query gets a list for a multiple choice and a text for a single one', () => {
  const variables = { country: ['DE'], kind: ['like'], text: [] };
  expect(toParams(document, variables)).toEqual({ country: ['DE'], kind: 'like', text: '' });
  expect(toParams(document, { country: [], kind: [] })).toMatchObject({ country: [], kind: [] });
});

test('what it is compared with is in the URL; what is no length of time is not taken', () => {
  const compared = { ...defaults, compare: '7d' };
  expect(formatView(compared, defaults)).toBe('?compare=7d');
  const compareOf = (text: string) => parseView(new URLSearchParams(text), defaults).compare;
  expect(['?compare=7d', '?compare=range'].map(compareOf)).toEqual(['7d', 'range']);
  expect(['', '?compare=off', '?compare=live', '?compare=soon'].map(compareOf)).toEqual(
    Array(4).fill(undefined),
  );
});
