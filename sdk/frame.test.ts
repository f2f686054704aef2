import { expect, test } from 'vitest';
import { frameFromRows, frameToRows } from './frame.ts';

test('what a row lacks is null, whatever every object has under its name', () => {
  const rows: Record<string, unknown>[] = [{ constructor: 'Shop.java:12' }, {}];
  const frame = frameFromRows(rows, [{ name: 'constructor', type: 'string' }]);
  expect(frameToRows(frame)).toEqual([{ constructor: 'Shop.java:12' }, { constructor: null }]);
});
