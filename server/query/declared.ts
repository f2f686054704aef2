import { HeliostatError, type DashboardDocument, type Variable } from '@heliostat/sdk';
import { didYouMean } from '@heliostat/sdk/check';
import { authorize } from '../auth/caller.ts';
import type { Caller } from '../auth/permissions.ts';
import { readDashboard, type Places } from './resolve.ts';
import type { VariableInput } from './service.ts';

/** The parts of a dashboard that decide what a variable offers. */
export type Declarations = Pick<DashboardDocument, 'variables' | 'queries' | 'time'>;

/**
 * A variable with what it was declared among: by the name of its dashboard, or as sent, which needs
 * `query:raw`. Throws NOT_FOUND for an unknown dashboard or variable.
 */
export function readDeclared(
  input: VariableInput,
  caller: Caller,
  { workspace }: Pick<Places, 'workspace'>,
): { document: Declarations; variable: Variable } {
  if ('declared' in input) authorize(caller, 'query:raw');
  const document = 'declared' in input ? input.declared : readDashboard(input.dashboard, workspace);
  const variables = document.variables ?? {};
  const name = input.variable;
  const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (variable !== undefined) return { document, variable };
  const of = 'declared' in input ? '' : ` of ${input.dashboard}`;
  const near = didYouMean(name, Object.keys(variables));
  throw new HeliostatError('NOT_FOUND', `unknown variable${of}: ${name.slice(0, 100)}${near}`);
}
