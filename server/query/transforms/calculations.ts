import {
  HeliostatError,
  type CellValue,
  type Field,
  type FieldType,
  type Frame,
} from '@heliostat/sdk';
import { deviation, max, mean, median, min, quantileSorted, sum } from 'd3-array';
import { didYouMean } from '@heliostat/sdk/check';
import { compileExpression, parseCall, type Expression } from '@heliostat/sdk/expression';
import { cellKey, compareCells, isMissing, rowReader, rowSchema } from './rows.ts';

/** How some values become one; null when there are none. */
export interface Calculation {
  /** Whether what comes out is one of the values, of their type, or a number. */
  chooses?: boolean;
  /** Whether it makes sense of numbers only. */
  needsNumbers?: boolean;
  of: (values: readonly CellValue[]) => CellValue;
}

const numeric = (calculate: (numbers: number[]) => number | undefined): Calculation => ({
  needsNumbers: true,
  of: (values) => {
    const numbers = values.filter((value) => typeof value === 'number' && !Number.isNaN(value));
    return numbers.length === 0 ? null : (calculate(numbers as number[]) ?? null);
  },
});

const choosing = (choose: (values: readonly CellValue[]) => CellValue | undefined) => ({
  chooses: true,
  of: (values: readonly CellValue[]) => choose(known(values)) ?? null,
});

const known = (values: readonly CellValue[]) => values.filter((value) => !isMissing(value));

/** By the words of dashboards and pipelines. */
export const calculations = {
  count: { of: (values) => known(values).length },
  sum: numeric((numbers) => sum(numbers)),
  avg: numeric((numbers) => mean(numbers)),
  min: choosing((values) => min(values as number[])),
  max: choosing((values) => max(values as number[])),
  first: choosing((values) => values[0]),
  last: choosing((values) => values.at(-1)),
  median: numeric((numbers) => median(numbers)),
  stddev: numeric((numbers) => deviation(numbers)),
  range: numeric((numbers) => (max(numbers) ?? 0) - (min(numbers) ?? 0)),
  change: numeric((numbers) => (numbers.at(-1) ?? 0) - (numbers[0] ?? 0)),
  uniq: { of: (values) => new Set(known(values).map(cellKey)).size },
} as const satisfies Record<string, Calculation>;

export type CalculationName = keyof typeof calculations;
export const calculationNames = Object.keys(calculations) as [CalculationName];

/** The calculation of that name over a field. Throws INVALID_QUERY, naming the option, on texts to add up. */
export function calculationOver(name: CalculationName, { field, option }: Chosen): Calculation {
  const calculation: Calculation = calculations[name];
  if (calculation.needsNumbers !== true || isNumeric(field.type)) return calculation;
  throw refuse(`${option}: ${name} needs numbers, "${field.name}" is ${field.type}`);
}

interface Chosen {
  field: Field;
  /** The option that names the field. */
  option: string;
}

/** Whether a unit of the values is one of the result. */
export function keepsUnit({ chooses, needsNumbers }: Calculation): boolean {
  return chooses === true || needsNumbers === true;
}

function isNumeric(type: string): boolean {
  return type === 'number' || type === 'integer' || type === 'json';
}

/** A field that a group gets. */
export interface Aggregate {
  type: FieldType;
  of: (rows: readonly number[]) => CellValue;
}

/** An aggregate as in pipelines, `sum(price * count)` or `quantile(0.95, ms)`, over rows of a frame. */
export function compileAggregate(name: string, source: string, frame: Frame): Aggregate {
  const call = parseCall(source);
  const rank = call.name === 'quantile' ? parseRank(call.args[0]) : undefined;
  const [text, ...more] = rank === undefined ? call.args : call.args.slice(1);
  if (text === undefined && call.name === 'count')
    return { type: 'number', of: (rows) => rows.length };
  if (text === undefined || more.length > 0)
    throw refuse(`aggregates.${name}: ${call.name} takes one field or expression`);
  const calculation = rank ?? calculationOf(name, call.name);
  const expression = compileExpression(text, rowSchema(frame));
  if (calculation.needsNumbers === true && !isNumeric(expression.type))
    throw refuse(`aggregates.${name}: ${call.name} needs numbers, got: ${expression.type}`);
  const read = rowReader(frame, expression.fields);
  return {
    type: calculation.chooses === true ? fieldTypeOf(expression) : 'number',
    of: (rows) => calculation.of(rows.map((row) => expression.evaluate(read(row)) as CellValue)),
  };
}

function fieldTypeOf({ type }: Expression): FieldType {
  return type === 'integer' ? 'number' : type;
}

function calculationOf(name: string, called: string): Calculation {
  if (Object.hasOwn(calculations, called)) return calculations[called as CalculationName];
  if (called === 'countIf') return { of: (values) => values.filter((is) => is === true).length };
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
  return numeric((numbers) => quantileSorted(numbers.sort(compareCells), rank));
}

function refuse(message: string, hint?: string): HeliostatError {
  return new HeliostatError('INVALID_QUERY', message, { hint });
}
