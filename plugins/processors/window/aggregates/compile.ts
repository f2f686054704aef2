import { HeliostatError, type EventSchema, type SchemaField } from '@heliostat/sdk';
import { didYouMean } from '@heliostat/sdk/check';
import { compileExpression, parseCall, type Expression } from '@heliostat/sdk/expression';
import type { Accumulator } from './accumulator.ts';
import { Extreme } from './extreme.ts';
import { Quantile } from './quantile.ts';
import { Average, Count, Sum } from './totals.ts';
import { Uniq } from './uniq.ts';

/** One aggregate of a window, compiled against the rows that come in. */
export interface Aggregate {
  field: SchemaField;
  /** What is added for a row. */
  value: (row: Readonly<Record<string, unknown>>) => unknown;
  open: () => Accumulator;
}

interface AggregateKind {
  takes: 'nothing or anything' | 'anything' | 'number' | 'ordered' | 'condition';
  gives: (value: Expression) => Omit<SchemaField, 'name'>;
  open: () => Accumulator;
}

const kinds: Readonly<Record<string, AggregateKind>> = {
  count: { takes: 'nothing or anything', gives: whole, open: () => new Count() },
  countIf: { takes: 'condition', gives: whole, open: () => new Count() },
  sum: { takes: 'number', gives: sumType, open: () => new Sum() },
  avg: { takes: 'number', gives: fraction, open: () => new Average() },
  min: { takes: 'ordered', gives: sameType, open: () => new Extreme(1) },
  max: { takes: 'ordered', gives: sameType, open: () => new Extreme(-1) },
  uniq: { takes: 'anything', gives: whole, open: () => new Uniq() },
};

/** Compiles `avg(price * count)`. Throws INVALID_OPTIONS or INVALID_EXPRESSION naming the option. */
export function compileAggregate(name: string, source: string, input: EventSchema): Aggregate {
  try {
    return compile(name, source, input);
  } catch (error) {
    if (!(error instanceof HeliostatError)) throw error;
    const { code, hint, position } = error;
    const message = `aggregates.${name}: ${error.message}`;
    throw new HeliostatError(code, message, { hint, position, cause: error });
  }
}

function compile(name: string, source: string, input: EventSchema): Aggregate {
  const call = parseCall(source);
  const quantile = call.name === 'quantile' ? parseRank(call.args[0]) : undefined;
  const args = quantile === undefined ? call.args : call.args.slice(1);
  const kind = quantile ?? kindOf(call.name);
  if (args.length === 0 && kind.takes === 'nothing or anything') {
    return { field: { name, type: 'integer' }, value: () => true, open: kind.open };
  }
  const [text] = args;
  if (text === undefined || args.length > 1) {
    refuse(`${call.name}: expected one field or expression, got ${args.length}`);
  }
  const value = compileExpression(text, input);
  checkValue(call.name, kind, value);
  return { field: { name, ...kind.gives(value) }, value: value.evaluate, open: kind.open };
}

function kindOf(name: string): AggregateKind {
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (kind !== undefined) return kind;
  const names = [...Object.keys(kinds), 'quantile'];
  refuse(`unknown aggregate: ${name}${didYouMean(name, names)}`, `There are ${names.join(', ')}.`);
}

function parseRank(text: string | undefined): AggregateKind {
  const rank = Number(text);
  if (!(rank >= 0 && rank <= 1)) {
    refuse(`quantile: expected a rank from 0 to 1 first, got: ${String(text)}`);
  }
  return { takes: 'number', gives: fraction, open: () => new Quantile(rank) };
}

function checkValue(name: string, { takes }: AggregateKind, { type }: Expression): void {
  const numeric = type === 'number' || type === 'integer' || type === 'json';
  if (takes === 'number' && !numeric) refuse(`${name}: needs a number, got: ${type}`);
  if (takes === 'ordered' && (type === 'boolean' || type === 'json')) {
    refuse(`${name}: needs a number, text or time, got: ${type}`);
  }
  if (takes === 'condition' && type !== 'boolean') {
    refuse(`${name}: needs a condition, got: ${type}`);
  }
}

function whole(): Omit<SchemaField, 'name'> {
  return { type: 'integer' };
}

function sumType({ type }: Expression): Omit<SchemaField, 'name'> {
  return { type: type === 'integer' ? 'integer' : 'number' };
}

function fraction({ nullable, type }: Expression): Omit<SchemaField, 'name'> {
  return { type: 'number', ...((nullable || type === 'json') && { nullable: true }) };
}

function sameType({ type, nullable }: Expression): Omit<SchemaField, 'name'> {
  return { type, ...(nullable && { nullable }) };
}

function refuse(message: string, hint?: string): never {
  throw new HeliostatError('INVALID_OPTIONS', message, { hint });
}
