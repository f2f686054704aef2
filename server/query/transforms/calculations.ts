import { HeliostatError, type CellValue, type Frame } from '@heliostat/sdk';
import { deviation, max, mean, median, min, quantileSorted, sum } from 'd3-array';
import { didYouMean } from '@heliostat/sdk/check';
import { compileExpression, parseCall } from '@heliostat/sdk/expression';
import { compareCells, isMissing, rowReader, rowSchema } from './rows.ts';

/** Some values become one; null when there are none. */
export type Calculation = (values: readonly CellValue[]) => CellValue;

const ofNumbers =
  (calculate: (numbers: number[]) => number | undefined): Calculation =>
  (values) => {
    const numbers = values.filter((value) => typeof value === 'number' && !Number.isNaN(value));
    return numbers.length === 0 ? null : (calculate(numbers as number[]) ?? null);
  };

const known = (values: readonly CellValue[]) => values.filter((value) => !isMissing(value));

/** By the words of dashboards and pipelines. */
export const calculations = {
  count: (values) => known(values).length,
  sum: ofNumbers((numbers) => sum(numbers)),
  avg: ofNumbers((numbers) => mean(numbers)),
  min: (values) => min(known(values) as number[], (value) => value) ?? null,
  max: (values) => max(known(values) as number[], (value) => value) ?? null,
  first: (values) => known(values)[0] ?? null,
  last: (values) => known(values).at(-1) ?? null,
  median: ofNumbers((numbers) => median(numbers)),
  stddev: ofNumbers((numbers) => deviation(numbers)),
  range: ofNumbers((numbers) => (max(numbers) ?? 0) - (min(numbers) ?? 0)),
  change: ofNumbers((numbers) => (numbers.at(-1) ?? 0) - (numbers[0] ?? 0)),
  uniq: (values) => new Set(known(values).map((value) => JSON.stringify(value))).size,
} as const satisfies Record<string, Calculation>;

export type CalculationName = keyof typeof calculations;
export const calculationNames = Object.keys(calculations) as [CalculationName];

/** An aggregate as in pipelines, `sum(price * count)` or `quantile(0.95, ms)`, over rows of a frame. */
export function compileAggregate(
  name: string,
  source: string,
  frame: Frame,
): (rows: readonly number[]) => CellValue {
  const call = parseCall(source);
  const rank = call.name === 'quantile' ? parseRank(call.args[0]) : undefined;
  const [text, ...more] = rank === undefined ? call.args : call.args.slice(1);
  if (text === undefined && call.name === 'count') return (rows) => rows.length;
  if (text === undefined || more.length > 0)
    throw refuse(`aggregates.${name}: ${call.name} takes one field or expression`);
  const calculate = rank === undefined ? calculationOf(name, call.name) : rank;
  const expression = compileExpression(text, rowSchema(frame));
  const read = rowReader(frame, expression.fields);
  return (rows) => calculate(rows.map((row) => expression.evaluate(read(row)) as CellValue));
}

function calculationOf(name: string, called: string): Calculation {
  if (Object.hasOwn(calculations, called)) return calculations[called as CalculationName];
  if (called === 'countIf') return (values) => values.filter((value) => value === true).length;
  const names = [...calculationNames, 'countIf', 'quantile'];
  throw refuse(
    `aggregates.${name}: unknown aggregate: ${called}${didYouMean(called, names)}`,
    `There are ${names.join(', ')}.`,
  );
}

function parseRank(text: string | undefined): Calculation {
  const rank = Number(text);
  if (!(rank >= 0 && rank <= 1))
    throw refuse(`quantile: expected a rank from 0 to 1 first, got: ${String(text)}`);
  return ofNumbers((numbers) => quantileSorted(numbers.sort(compareCells), rank));
}

function refuse(message: string, hint?: string): HeliostatError {
  return new HeliostatError('INVALID_QUERY', message, { hint });
}
