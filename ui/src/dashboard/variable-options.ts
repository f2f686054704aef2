import { valueAt, type Variable } from '@heliostat/sdk';
import { runQuery } from '../data/query.ts';
import type { Board } from './board.svelte.ts';

const limit = 1000;

/** What a viewer may choose from: the list in the file, or the first column of a query's result. */
export async function loadOptions(
  board: Board,
  variable: Extract<Variable, { type: 'query' | 'list' }>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (variable.type === 'list') return variable.values;
  const { dashboard, variables, from, to, timeZone } = board.request;
  const reference = {
    dashboard,
    query: variable.query,
    variables,
    filters: [],
    from,
    to,
    timeZone,
  };
  const { frame } = await runQuery(board.app.fetch, reference, signal);
  const field = frame.fields.find((candidate) => candidate.type === 'string') ?? frame.fields[0];
  if (field === undefined) return [];
  const values = Array.from({ length: Math.min(limit, frame.length) }, (_, row) =>
    valueAt(field, row),
  );
  return [...new Set(values.filter((value) => value !== null).map(toOption))];
}

function toOption(value: string | number | boolean | object): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
