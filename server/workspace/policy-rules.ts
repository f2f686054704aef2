import {
  HeliostatError,
  type EventSchema,
  type PolicyDocument,
  type PolicyRule,
  type SchemaField,
} from '@heliostat/sdk';
import { compileExpression, type Expression } from '@heliostat/sdk/expression';
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
export function checkPolicyRules({ rules }: PolicyDocument): Finding[] {
  return Object.entries(rules).flatMap(([name, rule]) =>
    (['where', 'require'] as const).flatMap((key): Finding[] => {
      const source = rule[key];
      const message = source === undefined ? undefined : findProblem(source, rule.each);
      return message === undefined ? [] : [{ path: ['rules', name, key], message }];
    }),
  );
}

/** Rules ready to run; those that `checkPolicyRules` complains of are left out. */
export function compileRules(policy: PolicyDocument): CompiledRule[] {
  const broken = checkPolicyRules(policy).map(({ path }) => path[1]);
  return Object.entries(policy.rules)
    .filter(([name]) => !broken.includes(name))
    .map(([name, { about, each = 'dashboard', severity = 'error', where, require }]) => {
      const schema = schemaOf(each);
      return {
        ...{ name, about, each, severity },
        where: where === undefined ? undefined : compileExpression(where, schema),
        require: compileExpression(require, schema),
      };
    });
}

function findProblem(source: string, each: Each = 'dashboard'): string | undefined {
  try {
    const { type } = compileExpression(source, schemaOf(each));
    return type === 'boolean' || type === 'json' ? undefined : `expected a condition, got: ${type}`;
  } catch (thrown) {
    if (thrown instanceof HeliostatError) return thrown.message;
    throw thrown;
  }
}

/** What an expression may name. */
function schemaOf(each: Each): EventSchema {
  const json = (name: string): SchemaField => ({ name, type: 'json' });
  const text = (name: string): SchemaField => ({ name, type: 'string' });
  const fields = [text('path'), text('name'), json('dashboard')];
  return { time: '', fields: each === 'dashboard' ? fields : [...fields, json(each)] };
}
