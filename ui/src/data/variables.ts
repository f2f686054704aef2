import type { DashboardDocument, ParamValue } from '@heliostat/sdk';
import { readError, send } from './graphql.ts';

/** A variable of a file by name, or of what is being edited with all that it may depend on. */
export type VariableSubject = { variable: string } & (
  { dashboard: string } | { declared: Pick<DashboardDocument, 'variables' | 'queries'> }
);

/** What decides the values that a variable offers. */
export interface VariableContext {
  values: Readonly<Record<string, ParamValue>>;
  from: string;
  to: string;
  timeZone: string;
}

/** Asks what a variable offers, or, of one that holds filters, its fields and their values. */
export async function askVariable<Answer>(
  fetch: typeof globalThis.fetch,
  { about, ...body }: VariableSubject & { about: 'options' | 'fields' | 'values' } & object,
  signal: AbortSignal,
): Promise<Answer> {
  const path = about === 'options' ? '' : `/${about}`;
  const response = await send(fetch, `/api/v1/query/variable${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  });
  if (!response.ok) throw await readError(response);
  return (await response.json()) as Answer;
}
