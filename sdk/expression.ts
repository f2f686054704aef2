import { Environment, ParseError, type ASTNode } from '@marcbachmann/cel-js';
import { Scope, compileNode } from './cel/compile.ts';
import { positionAt, refuse, type Row } from './cel/typed.ts';
import { HeliostatError, toHeliostatError } from './errors.ts';
import type { EventSchema, SchemaField } from './schema.ts';

export { functionNames } from './cel/functions.ts';

/** A CEL expression over the fields of an event, checked and compiled. */
export interface Expression {
  source: string;
  type: SchemaField['type'];
  /** True where `evaluate` may give null. */
  nullable: boolean;
  /** The fields it reads, in order of first use. */
  fields: readonly string[];
  /** Never throws; numbers are plain numbers, a field the row lacks is null. */
  evaluate: (row: Row) => unknown;
}

const maxNodes = 500;

/**
 * Checks and compiles a CEL expression. Differs from the standard where it would trip people who do
 * not think in integers and doubles: all numbers are doubles, `/` divides, a division by zero is
 * null. Throws INVALID_EXPRESSION with line and column.
 */
export function compileExpression(source: string, schema: EventSchema): Expression {
  const scope = new Scope(schema);
  const ast = parseText(source, schema);
  const { type, nullable, run } = compileNode(ast, scope);
  if (type === 'list') refuse(ast, 'the result cannot be a list');
  return {
    source,
    type: type === 'null' ? 'json' : type,
    nullable,
    fields: [...scope.used],
    evaluate: run,
  };
}

/** A call by its name and the texts of its arguments: `quantile(0.95, a + 1)`. */
export interface Call {
  name: string;
  args: readonly string[];
}

/** Splits the text of one function call without checking the name. Throws INVALID_EXPRESSION. */
export function parseCall(source: string): Call {
  const ast = parseText(source);
  if (ast.op !== 'call') return refuse(ast, `expected a call like count(), got: ${source}`);
  const [name, args] = ast.args;
  return { name, args: args.map((arg) => source.slice(arg.start, arg.end)) };
}

function parseText(source: string, schema?: EventSchema): ASTNode {
  const limits = { maxAstNodes: maxNodes, maxDepth: 50 };
  try {
    return new Environment({ limits, unlistedVariablesAreDyn: true }).parse(source).ast;
  } catch (error) {
    if (!(error instanceof ParseError)) throw toHeliostatError(error, 'INVALID_EXPRESSION');
    const names = schema?.fields.map((field) => field.name).join(', ');
    throw new HeliostatError(
      'INVALID_EXPRESSION',
      `not an expression: ${error.summary.toLowerCase()}`,
      {
        hint: names === undefined ? undefined : `Fields are ${names}.`,
        position: positionAt(source, error.range?.start ?? 0),
        cause: error,
      },
    );
  }
}
