import { Value } from '@sinclair/typebox/value';
import {
  HeliostatError,
  ruleSchema,
  type EventSchema,
  type PolicyRule,
  type SchemaField,
  type TextPosition,
} from '@heliostat/sdk';
import { compileExpression, type Expression } from '@heliostat/sdk/expression';
import { toTree } from '@heliostat/sdk/grafana';
import type { Finding } from './validate.ts';

/** A rule whose expressions are ready. */
export interface CompiledRule {
  name: string;
  about: string;
  each: Each;
  severity: 'error' | 'warning';
  where: Expression | undefined;
  require: Expression;
}

export type Each = NonNullable<PolicyRule['each']>;

/** What is wrong with the expressions of a policy. */
export function checkPolicyRules(policy: unknown): Finding[] {
  return rulesOf(policy).flatMap(([name, rule]) => checkRule(name, rule));
}

/** Rules ready to run; those that something is wrong with are errors of their file, and left out. */
export function compileRules(policy: unknown): CompiledRule[] {
  return rulesOf(policy)
    .filter(([name, rule]) => checkRule(name, rule).length === 0)
    .map(([name, { about, each = 'dashboard', severity = 'error', where, require }]) => {
      const schema = schemaOf(each);
      return {
        ...{ name, about, each, severity },
        where: where === undefined ? undefined : compileExpression(where, schema),
        require: compileExpression(require, schema),
      };
    });
}

/** Each rule stands for itself: what is wrong elsewhere in the file is no reason to go without it. */
function rulesOf(policy: unknown): [name: string, rule: PolicyRule][] {
  return Object.entries(toTree(toTree(policy)['rules'])).filter(
    (entry): entry is [string, PolicyRule] => Value.Check(ruleSchema, entry[1]),
  );
}

function checkRule(name: string, rule: PolicyRule): Finding[] {
  return (['where', 'require'] as const).flatMap((key): Finding[] => {
    const source = rule[key];
    const problem = source === undefined ? undefined : findProblem(source, rule.each);
    return problem === undefined ? [] : [{ path: ['rules', name, key], ...problem }];
  });
}

function findProblem(
  source: string,
  each: Each = 'dashboard',
): Pick<Finding, 'message' | 'character'> | undefined {
  try {
    const { type } = compileExpression(source, schemaOf(each));
    if (type === 'boolean' || type === 'json') return;
    return { message: `expected a condition, got: ${type}` };
  } catch (thrown) {
    if (!(thrown instanceof HeliostatError)) throw thrown;
    const { message, position } = thrown;
    return position === undefined
      ? { message }
      : { message, character: characterAt(source, position) };
  }
}

function characterAt(source: string, { line, column }: TextPosition): number {
  const before = source.split('\n').slice(0, line - 1);
  return before.reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
}

/** What an expression may name. */
function schemaOf(each: Each): EventSchema {
  const json = (name: string): SchemaField => ({ name, type: 'json' });
  const text = (name: string): SchemaField => ({ name, type: 'string' });
  const fields = [text('path'), text('name'), json('dashboard')];
  return { time: '', fields: each === 'dashboard' ? fields : [...fields, json(each)] };
}
