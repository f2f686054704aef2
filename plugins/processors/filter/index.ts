import {
  HeliostatError,
  Type,
  defineProcessor,
  expression,
  type Batch,
  type EventSchema,
} from '@heliostat/sdk';
import { compileExpression, type Expression } from '@heliostat/sdk/expression';

const options = Type.Object({
  where: expression({
    description: 'Condition an event must meet to go on; false and null drop it.',
  }),
});

export default defineProcessor({
  options,
  output(input, { where }) {
    compileCondition(where, input);
    return input;
  },
  create({ where }, host) {
    const condition = compileCondition(where, host.input);
    return { process: (batch) => keepWhere(batch, condition) };
  },
  plan: ({ where }) => ({ op: 'filter', where }),
});

function compileCondition(where: string, input: EventSchema): Expression {
  const condition = compileWhere(where, input);
  if (condition.type === 'boolean' || condition.type === 'json') return condition;
  throw new HeliostatError(
    'INVALID_OPTIONS',
    `where: expected a condition, got: ${condition.type}`,
    {
      hint: "Compare with something, like type != 'heartbeat'.",
    },
  );
}

function compileWhere(where: string, input: EventSchema): Expression {
  try {
    return compileExpression(where, input);
  } catch (error) {
    if (!(error instanceof HeliostatError)) throw error;
    const { code, hint, position } = error;
    throw new HeliostatError(code, `where: ${error.message}`, { hint, position, cause: error });
  }
}

function keepWhere(batch: Batch, condition: Expression): Batch {
  const kept: number[] = [];
  batch.rows.forEach((row, i) => {
    if (condition.evaluate(row) === true) kept.push(i);
  });
  if (kept.length === batch.rows.length) return batch;
  const { rows, seqs, times } = batch;
  return {
    rows: kept.map((i) => rows[i] ?? {}),
    seqs: Float64Array.from(kept, (i) => seqs[i] ?? 0),
    times: Float64Array.from(kept, (i) => times[i] ?? 0),
  };
}
