import type { DashboardDocument, ParamValue } from '@heliostat/sdk';
import { post } from './graphql.ts';

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
export function askVariable<Answer>(
  fetch: typeof globalThis.fetch,
  { about, ...body }: VariableSubject & { about: 'options' | 'fields' | 'values' } & object,
  signal: AbortSignal,
): Promise<Answer> {
  const path = `/api/v1/query/variable${about === 'options' ? '' : `/${about}`}`;
  return post(fetch, { path, body }, signal);
}
