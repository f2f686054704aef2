import type { Filter, Frame, PanelTime, ParamValue, QueryDocument } from '@heliostat/sdk';
import { frameFromArrow } from '@heliostat/sdk/arrow';
import { readError, send } from './graphql.ts';

/** What the viewer chose. */
interface QueryValues {
  variables: Readonly<Record<string, ParamValue>>;
  filters: readonly Filter[];
  from: string;
  to: string;
  timeZone: string;
  time?: PanelTime;
  maxPoints?: number;
}

/** A query of a dashboard, by name: never a query text. */
export interface QueryReference extends QueryValues {
  dashboard: string;
  query: string;
}

/** A query no file has yet, with those it takes its rows from; needs the permission query:raw. */
export interface AdHocQuery extends QueryValues {
  queries: Readonly<Record<string, QueryDocument>>;
  query: string;
}

export interface QueryAnswer {
  frame: Frame;
  /** The range that ran, epoch milliseconds. */
  from: number;
  to: number;
  /** Width of a time bucket; 0 when unknown. */
  stepMs: number;
}

/** Runs a query and decodes its Arrow stream. */
export async function runQuery(
  fetch: typeof globalThis.fetch,
  query: QueryReference | AdHocQuery,
  signal: AbortSignal,
): Promise<QueryAnswer> {
  const response = await send(fetch, '/api/v1/query', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/vnd.apache.arrow.stream',
    },
    body: JSON.stringify(query),
    signal,
  });
  if (!response.ok) throw await readError(response);
  const frame = frameFromArrow(new Uint8Array(await response.arrayBuffer()));
  const header = (name: string): number => Number(response.headers.get(`heliostat-${name}`) ?? 0);
  return {
    frame,
    from: header('from'),
    to: header('to'),
    stepMs: header('step-ms'),
  };
}
