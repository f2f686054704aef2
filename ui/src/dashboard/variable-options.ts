import type { Variable } from '@heliostat/sdk';
import { readError, send } from '../data/graphql.ts';
import type { Board } from './board.svelte.ts';

/** What a viewer may choose from: the list in the file, or what the variable's query finds. */
export async function loadOptions(
  board: Board,
  choice: { slug: string; variable: Extract<Variable, { type: 'query' | 'list' }> },
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (choice.variable.type === 'list') return choice.variable.values;
  const { dashboard, variables } = board.request;
  const response = await send(board.app.fetch, '/api/v1/query/variable', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ dashboard, variable: choice.slug, values: variables }),
    signal,
  });
  if (!response.ok) throw await readError(response);
  const { values } = (await response.json()) as { values: readonly string[] };
  return values;
}
