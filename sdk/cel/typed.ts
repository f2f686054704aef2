import type { ASTNode } from '@marcbachmann/cel-js';
import { HeliostatError, type TextPosition } from '../errors.ts';
import type { SchemaField } from '../schema.ts';

export type Row = Readonly<Record<string, unknown>>;

/** `null` is the type of the literal only; a `list` cannot leave an expression. */
export type ValueType = SchemaField['type'] | 'null' | 'list';

/** A checked part of an expression, compiled to a closure: no interpreter, no `eval`. */
export interface Typed {
  type: ValueType;
  /** True where `run` may give null. */
  nullable: boolean;
  /** Present where the value does not depend on the row. */
  constant?: { value: unknown };
  run: (row: Row) => unknown;
}

export function constantOf(type: ValueType, value: unknown): Typed {
  return { type, nullable: value === null, constant: { value }, run: () => value };
}

/** Integers, times and doubles are all plain JavaScript numbers; `json` may hold one. */
export function isNumeric(type: ValueType): boolean {
  return type === 'number' || type === 'integer' || type === 'time' || isLoose(type);
}

/** Known only when a row is there, so the check is left to the closure. */
export function isLoose(type: ValueType): boolean {
  return type === 'json' || type === 'null';
}

export function isText(type: ValueType): boolean {
  return type === 'string' || isLoose(type);
}

export function isTruth(type: ValueType): boolean {
  return type === 'boolean' || isLoose(type);
}

export function refuse(node: ASTNode, message: string, hint?: string): never {
  throw new HeliostatError('INVALID_EXPRESSION', message, {
    hint,
    position: positionAt(node.input, node.start),
  });
}

export function positionAt(source: string, at: number): TextPosition {
  const before = source.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** NaN and infinities have no JSON form and no meaning in a table: they are null. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
