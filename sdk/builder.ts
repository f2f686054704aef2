import type { Filter } from './datasource.ts';
import type { FieldType } from './frame.ts';

/** How the values of a field become one; `unique` counts different ones, about. */
export type Aggregate = 'count' | 'sum' | 'avg' | 'min' | 'max' | 'unique' | 'quantile';

/** One figure of a built query. */
export interface Measure {
  /** Of its field in the result; of its own among the measures, and no name of a field of the table. */
  name: string;
  aggregate: Aggregate;
  /** Of the table; only `count` goes without: it then counts rows. */
  field?: string;
  /** For `quantile`: 0 to 1. */
  quantile?: number;
}

/**
 * What rows must be like: their values, or one of those that a viewer chose in a variable, by its slug;
 * while all are chosen, every row is.
 */
export type BuiltFilter = Filter | { field: string; op: 'in'; variable: string };

/**
 * A query put together from choices, in no datasource's language. It obeys the dashboard's filters, and its
 * time range where it has a time field. Without measures it is the rows themselves, with the fields of `groupBy`.
 */
export interface BuiltQuery {
  /** Names from the root of the schema, without those marked `isDefault`. */
  table: readonly string[];
  /** The field whose values are held against the time range; absent: rows of any time. */
  time?: string;
  /** One result for each time bucket of the host; needs `time`. */
  bucket: boolean;
  measures: readonly Measure[];
  groupBy: readonly string[];
  /** Those of `groupBy` whose numbers are names, as an HTTP status is: they come as text; absent: none. */
  asText?: readonly string[];
  filters: readonly BuiltFilter[];
  /** By a measure, a field of `groupBy`, or `time`. */
  sort?: { by: string; descending: boolean };
  /** Rows at most. */
  limit?: number;
}

/** Builds queries from choices; both functions are pure, so that they run in a browser too. */
export interface QueryBuilder<Query = Record<string, unknown>> {
  /** The query of the choices, as a careful person would write it. */
  write(built: BuiltQuery): Query;
  /** The choices behind a query that `write` wrote; undefined for any other: it was written by hand. */
  read(query: Query): BuiltQuery | undefined;
}

/** What is offered at a place of a query's text. */
export interface Completion {
  label: string;
  /** What is written instead of the label; `#{}` stands for the cursor, `#{name}` for a field to fill in. */
  template?: string;
  /** A few words behind the label. */
  detail: string;
  kind: 'macro' | 'keyword' | 'variable' | 'table' | 'column' | 'database' | 'function';
}

/** Where in a text something is to be offered, and what is known there. */
export interface CompletionPlace {
  /** All of the query's text. */
  text: string;
  /** What stands before the cursor. */
  before: string;
  /** Slugs of the dashboard's variables. */
  variables: readonly string[];
  /** The datasource's tree below a path, each place asked for once; empty where it cannot be read. */
  schema: (
    path: readonly string[],
  ) => Promise<readonly { name: string; kind: string; type: string | null }[]>;
}

/** What a datasource plugin lends a browser; the default export of its `ui.ts`. */
export interface DatasourceUi {
  builder?: QueryBuilder;
  /** What is offered in a text that is no SQL; absent: it is SQL, with what the schema names. */
  complete?: (place: CompletionPlace) => Promise<readonly Completion[]>;
  /** Functions of its SQL, offered beside what the schema names. */
  functions?: readonly Completion[];
  /** The query with its texts laid out; it asks for the same. */
  format?(query: Record<string, unknown>): Record<string, unknown>;
}

/** A field a query may be built from. */
export interface BuilderField {
  name: string;
  type: FieldType;
}

const deepest = 8;

/** The fields of a schema's answer whose values can be told, in its order. */
export function builderFields(
  nodes: readonly { name: string; fieldType?: FieldType | null }[],
): readonly BuilderField[] {
  return nodes.flatMap(({ name, fieldType = null }) =>
    fieldType === null || fieldType === 'json' ? [] : [{ name, type: fieldType }],
  );
}

/** Rows counted over time, or at all where no field is a time: what a table is first seen by. */
export function firstQuery(table: readonly string[], fields: readonly BuilderField[]): BuiltQuery {
  const time = fields.find(({ name, type }) => type === 'time' && !name.startsWith('_'))?.name;
  const measure: Measure = {
    name: measureName({ aggregate: 'count' }, fields),
    aggregate: 'count',
  };
  const rest = { table: table.slice(0, deepest), measures: [measure], groupBy: [], filters: [] };
  if (time === undefined) return { ...rest, bucket: false };
  return { ...rest, time, bucket: true, sort: { by: time, descending: false } };
}

/** `count`, `sum_amount`, `p95_amount`; where a field of the table or another measure has it, a number behind it. */
export function measureName(
  { aggregate, field, quantile = 0.5 }: Omit<Measure, 'name'>,
  taken: readonly { name: string }[],
): string {
  const word =
    aggregate === 'quantile'
      ? `p${String(+(quantile * 100).toFixed(2)).replace('.', '_')}`
      : aggregate;
  const name = field === undefined ? word : `${word}_${field}`;
  const isTaken = (candidate: string): boolean => taken.some((other) => other.name === candidate);
  if (!isTaken(name)) return name;
  let number = 2;
  while (isTaken(`${name}_${number}`)) number += 1;
  return `${name}_${number}`;
}
