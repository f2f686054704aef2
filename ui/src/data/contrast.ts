import type { Interval } from '@heliostat/sdk';
import { post } from './graphql.ts';
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

export function readContrast(
  fetch: typeof globalThis.fetch,
  question: { asked: QueryReference | AdHocQuery; part: Interval },
  signal: AbortSignal,
): Promise<RankedContrast> {
  return post(fetch, { path: '/api/v1/query/contrast', body: question }, signal);
}
