import {
  Type,
  expression,
  fieldFromValues,
  unit as unitOption,
  type FieldType,
} from '@heliostat/sdk';
import { compileExpression } from '@heliostat/sdk/expression';
import { rowReader, rowSchema, withField } from './rows.ts';
import { defineTransform } from './transform.ts';

export const calculate = defineTransform({
  title: 'Calculate field',
  description: 'One more field, calculated from the others of its row.',
  options: Type.Object({
    name: Type.String({ minLength: 1, maxLength: 200, description: 'Name of the new field.' }),
    value: expression({ description: 'Over the fields of a row, like clicks / impressions.' }),
    unit: Type.Optional(unitOption({ description: 'Unit of the result.' })),
  }),
  apply: (frames, { name, value, unit }) =>
    frames.map((frame) => {
      const compiled = compileExpression(value, rowSchema(frame));
      const read = rowReader(frame, compiled.fields);
      const type: FieldType = compiled.type === 'integer' ? 'number' : compiled.type;
      const values = Array.from({ length: frame.length }, (_, row) => compiled.evaluate(read(row)));
      const column = { name, type, ...(unit !== undefined && { unit }) };
      return withField(frame, fieldFromValues(column, values));
    }),
});
