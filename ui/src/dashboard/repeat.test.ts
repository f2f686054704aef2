import type { DashboardDocument, LayoutRow } from '@heliostat/sdk';
import { describe, expect, test } from 'vitest';
import { copyId, expandRows, maxCopies, panelOf, readId, repeatedBy } from './repeat.ts';

const layout = (...rows: LayoutRow[]): Pick<DashboardDocument, 'layout'> => ({ layout: { rows } });
const values: Record<string, readonly string[]> = {
  country: ['DE', 'FR'],
  device: ['ios', 'web'],
  many: Array.from({ length: 60 }, (_, i) => `v${i}`),
};
const expand = (...rows: LayoutRow[]) => expandRows(layout(...rows), (name) => values[name]);
const idsOf = (rows: ReturnType<typeof expand>) =>
  rows.map(({ row }) => row.cells.map((cell) => cell.panel ?? cell.stack));

describe('a layout with copies', () => {
  test('a cell has one copy for each value, in its place', () => {
    const rows = expand({
      cells: [
        { panel: 'total', span: 6 },
        { panel: 'errors', span: 6, repeat: 'country' },
      ],
    });
    expect(idsOf(rows)).toEqual([['total', 'errors@country=DE', 'errors@country=FR']]);
    expect(rows[0]?.row.cells.every((cell) => !('repeat' in cell))).toBe(true);
  });

  test('a row has one copy for each value, with all its panels', () => {
    const rows = expand({
      title: '$country',
      repeat: 'country',
      cells: [
        { panel: 'a', span: 12 },
        { stack: ['b', 'c'], span: 12 },
      ],
    });
    expect(rows.map(({ scope }) => scope)).toEqual([{ country: 'DE' }, { country: 'FR' }]);
    expect(idsOf(rows)[1]).toEqual(['a@country=FR', ['b@country=FR', 'c@country=FR']]);
  });

  test('a cell in a copy of a row is fixed to both, and repeats its own row by nothing more', () => {
    const rows = expand({
      repeat: 'country',
      cells: [
        { panel: 'a', span: 6, repeat: 'device' },
        { panel: 'b', span: 6, repeat: 'country' },
      ],
    });
    expect(idsOf(rows)[0]).toEqual([
      'a@country=DE@device=ios',
      'a@country=DE@device=web',
      'b@country=DE',
    ]);
  });

  test('there are at most 50 copies, and it is known how many are left', () => {
    const rows = expand({ cells: [{ panel: 'a', span: 6, repeat: 'many' }] });
    expect(rows[0]?.row.cells).toHaveLength(maxCopies);
    expect(rows[0]?.left).toBe(10);
    const copies = expand({ repeat: 'many', cells: [{ panel: 'a', span: 6 }] });
    expect(copies).toHaveLength(maxCopies);
    expect(copies.map(({ left }) => left).filter((left) => left > 0)).toEqual([10]);
  });

  test('what is not known yet has no copies', () => {
    expect(expand({ repeat: 'unknown', cells: [{ panel: 'a', span: 6 }] })).toEqual([]);
  });

  test('what it is repeated by is listed once', () => {
    const cells = [{ panel: 'a', span: 6, repeat: 'device' }];
    expect(repeatedBy(layout({ repeat: 'country', cells }, { cells }))).toEqual([
      'country',
      'device',
    ]);
  });
});

test.each([{}, { country: 'DE' }, { a: 'x@y=z', b: '100 %' }, { a: '' }])(
  'the id of a copy is read back: %j',
  (scope) => {
    expect(readId(copyId('errors', scope))).toEqual({ slug: 'errors', scope });
  },
);

test.each(['constructor', 'valueOf', '__proto__', 'toString@country=DE', ''])(
  'an address names the panels of the file and no others: %s',
  (id) => {
    const panels = { errors: { type: 'stat' } };
    expect(panelOf({ panels }, 'errors@country=DE')).toBe(panels.errors);
    expect(panelOf({ panels }, id)).toBeUndefined();
  },
);

test('a variable may have a name that every object knows', () => {
  const cells = [{ panel: 'a', span: 6, repeat: 'constructor' }];
  expect(idsOf(expandRows(layout({ cells }), () => ['x']))).toEqual([['a@constructor=x']]);
});
