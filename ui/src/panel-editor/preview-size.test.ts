import type { DashboardDocument } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import { fitInto, panelSize } from './preview-size.ts';

const document: DashboardDocument = {
  kind: 'dashboard',
  format: 1,
  title: 'Test',
  panels: {},
  layout: {
    rows: [
      { height: 8, cells: [{ panel: 'wide', span: 24 }] },
      {
        cells: [
          { panel: 'half', span: 12 },
          { stack: ['a', 'b'], span: 12 },
        ],
      },
    ],
  },
};

test('a panel is as large as on its dashboard', () => {
  expect(panelSize(document, 'wide', 1200)?.width).toBe(1200);
  const half = panelSize(document, 'half', 1200);
  expect(half?.width).toBe(596);
  expect((panelSize(document, 'a', 1200)?.height ?? 0) * 2 + 8).toBe(half?.height);
  expect(panelSize(document, 'nobody', 1200)).toBeUndefined();
  expect(panelSize(document, 'half', 390)?.width).toBe(390);
});

test('what does not fit keeps its shape, what fits its size', () => {
  expect(fitInto({ width: 400, height: 200 }, { width: 200, height: 400 })).toEqual({
    width: 200,
    height: 100,
  });
  expect(fitInto({ width: 400, height: 200 }, { width: 999, height: 999 })).toEqual({
    width: 400,
    height: 200,
  });
});
