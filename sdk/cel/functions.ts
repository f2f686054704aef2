import type { ASTNode } from '@marcbachmann/cel-js';
import { parseDuration } from '../time.ts';
import { compilePattern } from './pattern.ts';
import { constantOf, finite, isLoose, isNumeric, isText, refuse } from './typed.ts';
import type { Row, Typed, ValueType } from './typed.ts';

interface FunctionKind {
  /** What each argument must be. */
  takes: readonly ((type: ValueType) => boolean)[];
  gives: ValueType;
  /** True where it may give null although no argument is null. */
  partial?: boolean;
  /** Called only when no argument is null. */
  apply: (...values: never[]) => unknown;
}

const anything = () => true;
const sized = (type: ValueType) => type === 'string' || type === 'list' || isLoose(type);

/** Functions and methods by name: `lower(s)` and `s.lower()` are the same. */
const functionKinds: Readonly<Record<string, FunctionKind>> = {
  size: { takes: [sized], gives: 'integer', partial: true, apply: sizeOf },
  lower: { takes: [isText], gives: 'string', apply: (text: string) => text.toLowerCase() },
  upper: { takes: [isText], gives: 'string', apply: (text: string) => text.toUpperCase() },
  trim: { takes: [isText], gives: 'string', apply: (text: string) => text.trim() },
  host: { takes: [isText], gives: 'string', partial: true, apply: hostOf },
  floor: { takes: [isNumeric], gives: 'integer', apply: (value: number) => Math.floor(value) },
  ceil: { takes: [isNumeric], gives: 'integer', apply: (value: number) => Math.ceil(value) },
  round: { takes: [isNumeric], gives: 'integer', apply: (value: number) => Math.round(value) },
  abs: { takes: [isNumeric], gives: 'number', apply: (value: number) => Math.abs(value) },
  hour: { takes: [isNumeric], gives: 'integer', partial: true, apply: hourOf },
  int: { takes: [anything], gives: 'integer', partial: true, apply: toInteger },
  double: { takes: [anything], gives: 'number', partial: true, apply: toNumber },
  string: { takes: [anything], gives: 'string', apply: toText },
  startsWith: {
    takes: [isText, isText],
    gives: 'boolean',
    apply: (text: string, part: string) => text.startsWith(part),
  },
  endsWith: {
    takes: [isText, isText],
    gives: 'boolean',
    apply: (text: string, part: string) => text.endsWith(part),
  },
  contains: {
    takes: [isText, isText],
    gives: 'boolean',
    apply: (text: string, part: string) => text.includes(part),
  },
};

type SpecialForm = (node: ASTNode, args: readonly Typed[]) => Typed;

/** Functions whose arguments need more than a type each. */
const specialForms: Readonly<Record<string, SpecialForm>> = {
  has,
  coalesce,
  matches,
  timestamp: (node, args) => parsedText(node, args, 'time'),
  duration: (node, args) => parsedText(node, args, 'integer'),
};

/** Every function there is, for hints and documents. */
export const functionNames: readonly string[] = [
  ...Object.keys(functionKinds),
  ...Object.keys(specialForms),
].sort();

export function callFunction(node: ASTNode, name: string, args: readonly Typed[]): Typed {
  const form = Object.hasOwn(specialForms, name) ? specialForms[name] : undefined;
  if (form !== undefined) return form(node, args);
  const kind = Object.hasOwn(functionKinds, name) ? functionKinds[name] : undefined;
  if (kind === undefined) {
    refuse(node, `unknown function: ${name}`, `Functions are ${functionNames.join(', ')}.`);
  }
  checkArguments(node, name, args);
  const apply = kind.apply as (...values: unknown[]) => unknown;
  const nullable = kind.partial === true || args.some((arg) => arg.nullable || isLoose(arg.type));
  return { type: kind.gives, nullable, run: runner(apply, args, kind.gives === 'boolean') };
}

function checkArguments(node: ASTNode, name: string, args: readonly Typed[]): void {
  const takes = functionKinds[name]?.takes ?? [];
  if (args.length !== takes.length) {
    refuse(node, `${name}: takes ${takes.length} arguments, got ${args.length}`);
  }
  args.forEach((arg, i) => {
    if (takes[i]?.(arg.type) === false) refuse(node, `${name}: cannot take: ${arg.type}`);
  });
}

/** A null argument, or one of another type inside `json`, gives null; a condition gives false. */
function runner(apply: (...values: unknown[]) => unknown, args: readonly Typed[], test: boolean) {
  const missing = test ? false : null;
  const guarded = (...values: unknown[]): unknown => {
    if (values.includes(null)) return missing;
    try {
      return apply(...values);
    } catch {
      return missing;
    }
  };
  const [first, second] = args;
  if (first === undefined) return () => guarded();
  if (second === undefined) return (row: Row) => guarded(first.run(row));
  return (row: Row) => guarded(first.run(row), second.run(row));
}

function has(node: ASTNode, args: readonly Typed[]): Typed {
  const [inner] = args;
  if (inner === undefined || args.length > 1)
    refuse(node, `has: takes 1 arguments, got ${args.length}`);
  return { type: 'boolean', nullable: false, run: (row) => inner.run(row) !== null };
}

function coalesce(node: ASTNode, args: readonly Typed[]): Typed {
  const [first] = args;
  if (first === undefined) refuse(node, 'coalesce: takes 1 argument or more, got 0');
  const type = args.map((arg) => arg.type).reduce((a, b) => commonType(node, a, b));
  const runs = args.map((arg) => arg.run);
  const run = (row: Row) => {
    for (const next of runs) {
      const value = next(row);
      if (value !== null) return value;
    }
    return null;
  };
  return { type, nullable: args.every((arg) => arg.nullable), run };
}

/** The type of a value that is one of two: numbers widen, null fits all. */
export function commonType(node: ASTNode, a: ValueType, b: ValueType): ValueType {
  if (a === b || b === 'null') return a;
  if (a === 'null') return b;
  if (a === 'json' || b === 'json') return 'json';
  if (isNumeric(a) && isNumeric(b)) return a === 'time' || b === 'time' ? 'time' : 'number';
  return refuse(node, `the values must be of one type, got: ${a} and ${b}`);
}

/** The pattern is fixed in the expression, so that it is checked before the first event. */
function matches(node: ASTNode, args: readonly Typed[]): Typed {
  const [text, written] = args;
  const source = written?.constant?.value;
  if (text === undefined || typeof source !== 'string' || !isText(text.type)) {
    refuse(node, "matches: takes text and a fixed pattern, like path.matches('^/api/')");
  }
  const pattern = compilePattern(node, source);
  const run = (row: Row) => {
    const value = text.run(row);
    return typeof value === 'string' && pattern.test(value);
  };
  return { type: 'boolean', nullable: false, run };
}

/** `timestamp('2026-01-01T00:00:00Z')` and `duration('5m')`: milliseconds. */
function parsedText(node: ASTNode, args: readonly Typed[], type: 'time' | 'integer'): Typed {
  const text = args[0]?.constant?.value;
  if (typeof text !== 'string' || args.length !== 1) refuse(node, 'takes one fixed text in quotes');
  if (type === 'integer') return constantOf(type, parseDuration(text));
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) refuse(node, `timestamp: expected ISO 8601, got "${text}"`);
  return constantOf(type, ms);
}

function sizeOf(value: string | readonly unknown[] | object): number | null {
  // Code points, as CEL counts them.
  if (typeof value === 'string') return Array.from(value).length;
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' ? Object.keys(value).length : null;
}

function hostOf(url: string): string | null {
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:]+)/i.exec(url)?.[1];
  return host?.toLowerCase() ?? null;
}

/** Hour of the day, UTC. */
function hourOf(ms: number): number | null {
  return finite(new Date(ms).getUTCHours());
}

function toNumber(value: unknown): number | null {
  if (typeof value === 'string' && value.trim() === '') return null;
  return finite(Number(value));
}

function toInteger(value: unknown): number | null {
  const number = toNumber(value);
  return number === null ? null : Math.trunc(number);
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
