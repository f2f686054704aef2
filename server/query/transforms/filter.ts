import { HeliostatError, Type, expression } from '@heliostat/sdk';
import { compileExpression } from '@heliostat/sdk/expression';
import { rowReader, rowSchema, takeRows } from './rows.ts';
import { defineTransform } from './transform.ts';

export const filter = defineTransform({
  title: 'Filter',
  description: 'The rows for which a condition holds.',
  options: Type.Object({ where: expression({ description: 'A condition, like events > 10.' }) }),
  apply: (frames, { where }) =>
    frames.map((frame) => {
      const condition = compileExpression(where, rowSchema(frame));
      if (condition.type !== 'boolean' && condition.type !== 'json')
        throw new HeliostatError('INVALID_QUERY', `where: a condition, got: ${condition.type}`);
      const read = rowReader(frame, condition.fields);
      const rows: number[] = [];
      for (let row = 0; row < frame.length; row++)
        if (condition.evaluate(read(row)) === true) rows.push(row);
      return takeRows(frame, rows);
    }),
});
