import type { Interval } from '@heliostat/sdk';
import { readError, send } from './graphql.ts';
import type { AdHocQuery, QueryReference } from './query.ts';

/** What the rows of a query are made of in a part of the range, as `/api/v1/query/contrast` tells it. */
export interface RankedContrast {
  /** `rows`, or the expression whose sum the query asks for. */
  counted: string;
  inside: number;
  outside: number;
  /** The most different first. */
  fields: readonly {
    name: string;
    values: readonly {
      value: string | boolean;
      /** 0 to 1. */
      shareInside: number;
      shareOutside: number;
    }[];
  }[];
}

export async function readContrast(
  fetch: typeof globalThis.fetch,
  question: { asked: QueryReference | AdHocQuery; part: Interval },
  signal: AbortSignal,
): Promise<RankedContrast> {
  const response = await send(fetch, '/api/v1/query/contrast', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(question),
    signal,
  });
  if (!response.ok) throw await readError(response);
  return (await response.json()) as RankedContrast;
}
