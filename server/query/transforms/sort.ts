import { Type, field, select, valueAt } from '@heliostat/sdk';
import { compareCells, isMissing, needField, takeRows } from './rows.ts';
import { defineTransform } from './transform.ts';

export const sort = defineTransform({
  title: 'Sort',
  description: 'The rows in the order of a field; rows without a value come last.',
  options: Type.Object({
    by: field({ description: 'Field to sort by.' }),
    order: select(['ascending', 'descending'], { default: 'ascending', description: 'Direction.' }),
  }),
  apply: (frames, { by, order }) =>
    frames.map((frame) => {
      const column = needField(frame, by, 'by');
      const sign = order === 'descending' ? -1 : 1;
      const rows = Array.from({ length: frame.length }, (_, row) => row).sort((a, b) => {
        const [left, right] = [valueAt(column, a), valueAt(column, b)];
        const isLast = isMissing(left) || isMissing(right);
        return compareCells(left, right) * (isLast ? 1 : sign);
      });
      return takeRows(frame, rows);
    }),
});
