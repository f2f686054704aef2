import { HeliostatError, isNull, type Frame, type Variable } from '@heliostat/sdk';
import { frameFromArrow } from '@heliostat/sdk/arrow';
import { didYouMean } from '@heliostat/sdk/check';
import { authorize } from '../auth/caller.ts';
import type { Caller } from '../auth/permissions.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { readDashboard } from './resolve.ts';
import { collect } from './run.ts';
import type { QueryRun, QueryService, VariableOptions, VariableOptionsInput } from './service.ts';
import { mentioned } from './variables.ts';

const maxOptions = 5000;

export interface OptionsContext {
  workspace: Workspace;
  run: QueryService['run'];
  signal: AbortSignal;
}

/**
 * What a dropdown offers. The variable's own value does not narrow its options; those it depends on
 * do. Throws NOT_FOUND for an unknown dashboard or variable, and what its query throws.
 */
export async function readVariableOptions(
  input: VariableOptionsInput,
  caller: Caller,
  { workspace, run, signal }: OptionsContext,
): Promise<VariableOptions> {
  authorize(caller, 'query:run');
  const document = readDashboard(input.dashboard, workspace);
  const declared = document.variables ?? {};
  const variable = findVariable(input, declared);
  if (variable.type !== 'query') return fixedOptions(variable);
  const { [input.variable]: _own, ...others } = input.values ?? {};
  const { from = 'now-6h', to = 'now', timeZone } = document.time ?? {};
  const asked = {
    dashboard: input.dashboard,
    query: variable.query,
    variables: { ...others, [input.variable]: [] },
    from,
    to,
    ...(timeZone !== undefined && { timeZone }),
  };
  const text = JSON.stringify(document.queries?.[variable.query] ?? {});
  const dependsOn = mentioned(text, Object.keys(declared)).filter(
    (name) => name !== input.variable,
  );
  return { ...(await distinct(await run(asked, caller, signal))), dependsOn };
}

function findVariable(
  { dashboard, variable }: VariableOptionsInput,
  declared: Readonly<Record<string, Variable>>,
): Variable {
  const found = Object.hasOwn(declared, variable) ? declared[variable] : undefined;
  if (found !== undefined) return found;
  const near = didYouMean(variable, Object.keys(declared));
  throw new HeliostatError(
    'NOT_FOUND',
    `unknown variable of ${dashboard}: ${variable.slice(0, 100)}${near}`,
  );
}

function fixedOptions(variable: Exclude<Variable, { type: 'query' }>): VariableOptions {
  const values =
    variable.type === 'list'
      ? variable.values
      : variable.type === 'constant'
        ? [variable.value]
        : [];
  return { values, dependsOn: [], truncated: false };
}

/** The first field's values, as text, in the order of the query. */
async function distinct(run: QueryRun): Promise<Omit<VariableOptions, 'dependsOn'>> {
  const frame: Frame = frameFromArrow(await collect(run.arrow));
  const [field] = frame.fields;
  const values = new Set<string>();
  if (field !== undefined)
    for (let row = 0; row < frame.length && values.size <= maxOptions; row++)
      if (!isNull(field, row)) values.add(toText(field.values[row]));
  const list = [...values];
  return { values: list.slice(0, maxOptions), truncated: list.length > maxOptions };
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
