import type { QueryDocument } from '@heliostat/sdk';
import { withSources } from '../../dashboard/unsaved.ts';

type Queries = Readonly<Record<string, QueryDocument>>;

/** The query with its first steps only, and those it takes rows from: what an ad-hoc run needs. */
export function cutAfter(queries: Queries, slug: string, steps: number): Queries {
  const mine = withSources(slug, queries);
  const query = mine[slug];
  if (query === undefined) return mine;
  const { transforms = [], ...rest } = query;
  const kept = transforms.slice(0, steps);
  return { ...mine, [slug]: { ...rest, ...(kept.length > 0 && { transforms: kept }) } };
}

/**
 * What comes into a step: the queries to run, and the name of each. Usually one; before the first step of
 * a query over other queries it is those.
 */
export function inputsOf(
  queries: Queries,
  slug: string,
  step: number,
): readonly { queries: Queries; query: string }[] {
  const from = queries[slug]?.from;
  if (step > 0 || from === undefined)
    return [{ queries: cutAfter(queries, slug, step), query: slug }];
  return from.map((source) => ({ queries: withSources(source, queries), query: source }));
}
