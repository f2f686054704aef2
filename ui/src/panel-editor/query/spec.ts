import { querySchema, type QueryDocument } from '@heliostat/sdk';

/** Keys of a query that are the host's; the others are the datasource's own. */
const hostKeys: readonly string[] = Object.keys(querySchema.properties);

/** The datasource's own part of a query. */
export function specOf(query: QueryDocument): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(query).filter(([key]) => !hostKeys.includes(key)));
}

/** The query with another part of the datasource's own, in its place. */
export function withSpec(
  query: QueryDocument,
  spec: Readonly<Record<string, unknown>>,
): QueryDocument {
  const kept = Object.entries(query).filter(([key]) => hostKeys.includes(key) || key in spec);
  return { ...Object.fromEntries(kept), ...spec };
}

/** Whether it says nothing yet of what is asked. */
export function isBlank(query: QueryDocument): boolean {
  return query.from === undefined && Object.keys(specOf(query)).length === 0;
}

/** The query with another value of one key; undefined takes it out. */
export function withKey(query: QueryDocument, key: string, value: unknown): QueryDocument {
  const { [key]: _, ...rest } = query;
  return value === undefined ? rest : { ...query, [key]: value };
}

/** Text as a file has it: one line as it is, several as a list of lines, which reads better in a diff. */
export function toLines(text: string): string | readonly string[] | undefined {
  if (text.trim() === '') return;
  return text.includes('\n') ? text.split('\n') : text;
}
