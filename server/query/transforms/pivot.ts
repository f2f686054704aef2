import {
  HeliostatError,
  Type,
  field,
  fieldFromValues,
  freeName,
  noValue,
  select,
  valueAt,
  type CellValue,
  type Frame,
} from '@heliostat/sdk';
import { calculationNames, calculationOver, keepsUnit } from './calculations.ts';
import { groupRows, needField, takeRows, toText } from './rows.ts';
import { defineTransform } from './transform.ts';

const maxColumns = 500;
const maxCells = 5_000_000;

export const pivot = defineTransform({
  title: 'Pivot',
  description: 'One row per value of one field, one column per value of another.',
  options: Type.Object({
    row: field({ description: 'Its values become rows.' }),
    column: field({ fieldType: 'string', description: 'Its values become columns.' }),
    value: field({ fieldType: 'number', description: 'What stands in the cells.' }),
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
      const calculate = calculationOver(calculation, { field: cells, option: 'value' });
      const rows = groupRows(frame, [rowField]);
      const columns = groupRows(frame, [columnField]);
      if (columns.length > maxColumns)
        throw new HeliostatError(
          'INVALID_QUERY',
          `column: "${column}" has ${columns.length} values, more than ${maxColumns} columns`,
          { hint: 'Keep the largest with a step "top" before this one.' },
        );
      if (rows.length * columns.length > maxCells)
        throw new HeliostatError(
          'LIMIT_EXCEEDED',
          `${rows.length} rows and ${columns.length} columns: more than ${maxCells} cells`,
          { hint: 'Keep fewer rows with a step "filter", "group" or "limit" before this one.' },
        );
      const firsts = takeRows(
        { fields: [rowField], length: frame.length },
        rows.map(([first = 0]) => first),
      );
      const like = {
        type: calculate.chooses === true ? cells.type : ('number' as const),
        ...(keepsUnit(calculate) && cells.unit !== undefined && { unit: cells.unit }),
      };
      const rowOf = groupNumbers(rows, frame.length);
      const taken = new Set([row]);
      const fields = columns.map((own) => {
        const found = new Map<number, CellValue[]>();
        for (const at of own) {
          const group = rowOf[at] ?? 0;
          const values = found.get(group);
          if (values === undefined) found.set(group, [valueAt(cells, at)]);
          else values.push(valueAt(cells, at));
        }
        const name = freeName(toText(valueAt(columnField, own[0] ?? 0) ?? noValue), taken);
        taken.add(name);
        return fieldFromValues(
          { name, ...like },
          rows.map((_, group) => calculate.of(found.get(group) ?? [])),
        );
      });
      return { fields: [...firsts.fields, ...fields], length: rows.length };
    }),
});

/** The group of every row. */
function groupNumbers(groups: readonly (readonly number[])[], length: number): Uint32Array {
  const numbers = new Uint32Array(length);
  groups.forEach((rows, group) => {
    for (const row of rows) numbers[row] = group;
  });
  return numbers;
}
