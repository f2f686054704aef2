import {
  HeliostatError,
  Type,
  field,
  fieldFromValues,
  select,
  valueAt,
  type Frame,
} from '@heliostat/sdk';
import { calculationNames, calculations } from './calculations.ts';
import { groupRows, needField, takeRows, toText } from './rows.ts';
import { defineTransform } from './transform.ts';

const maxColumns = 500;

export const pivot = defineTransform({
  title: 'Pivot',
  description: 'One row per value of one field, one column per value of another.',
  options: Type.Object({
    row: field({ description: 'Its values become rows.' }),
    column: field({ description: 'Its values become columns.' }),
    value: field({ description: 'What stands in the cells.' }),
    calculation: select(calculationNames, {
      default: 'sum',
      description: 'Where several rows fall into one cell.',
    }),
  }),
  apply: (frames, { row, column, value, calculation }) =>
    frames.map((frame): Frame => {
      const rowField = needField(frame, row, 'row');
      const columnField = needField(frame, column, 'column');
      const cells = needField(frame, value, 'value');
      const rows = groupRows(frame, [rowField]);
      const columns = groupRows(frame, [columnField]);
      if (columns.length > maxColumns)
        throw new HeliostatError(
          'INVALID_QUERY',
          `column: "${column}" has ${columns.length} values, more than ${maxColumns} columns`,
          { hint: 'Keep the largest with a step "top" before this one.' },
        );
      const firsts = takeRows(
        { fields: [rowField], length: frame.length },
        rows.map(([first = 0]) => first),
      );
      const fields = columns.map((own) => {
        const inColumn = new Set(own);
        const values = rows.map((group) =>
          calculations[calculation](
            group.filter((at) => inColumn.has(at)).map((at) => valueAt(cells, at)),
          ),
        );
        const name = toText(valueAt(columnField, own[0] ?? 0) ?? '∅');
        return fieldFromValues({ name, type: 'number', unit: cells.unit ?? '' }, values);
      });
      return { fields: [...firsts.fields, ...fields], length: rows.length };
    }),
});
