import type { Completion } from '@heliostat/sdk';
import { tablesIn, type SchemaSource } from './schema-source.ts';

const macros: readonly Completion[] = (
  [
    ['$__time', '$__time(#{column})', 'the column is in the time range'],
    ['$__bucket', '$__bucket(#{column})', 'start of the time bucket'],
    ['$__in', '$__in(#{column}, #{variable})', 'the column is one of the variable’s values'],
    ['$__text', '$__text(#{column})', 'a number that is a name, as text'],
    ['$__filters', undefined, 'the filters of the dashboard'],
    ['$__var', '$__var(#{variable})', 'the value of the variable'],
    ['$__from', undefined, 'begin of the range, ms'],
    ['$__to', undefined, 'end of the range, ms'],
    ['$__step', undefined, 'width of a bucket, ms'],
  ] as const
).map(([label, template, detail]) => ({
  label,
  detail,
  kind: 'macro',
  ...(template !== undefined && { template }),
}));

interface Place {
  /** All of the query. */
  text: string;
  /** What stands before the cursor. */
  before: string;
  variables: readonly string[];
  schema: SchemaSource;
  /** Of the language. */
  functions?: readonly Completion[] | undefined;
}

/** Where a table is to be named. */
const namesTable = /\b(from|join)\s+\w*$/i;

/**
 * Macros after a dollar sign, variables inside a macro, else tables, columns of those named, and the
 * functions of the language.
 */
export async function completionsAt(place: Place): Promise<readonly Completion[]> {
  const { before, variables, schema, functions = [] } = place;
  if (/\$\w*$/.test(before)) return macros;
  if (/\$__(var\(|in\([^()]*,)[^()]*$/.test(before))
    return variables.map((label) => ({ label, detail: 'variable', kind: 'variable' }));
  const tables = await schema.tables();
  const qualifier = /([A-Za-z_]\w*)\.\w*$/.exec(before)?.[1];
  const inDatabase = tables.filter(({ database }) => database === qualifier);
  if (inDatabase.length > 0) return inDatabase.map(({ name }) => tableCompletion(name, 'table'));
  const columns = await columnsOf(place, qualifier);
  if (qualifier !== undefined) return columns;
  const databases = await schema.databases();
  return [
    ...columns,
    ...tables.map(({ name, database, isDefault }) =>
      tableCompletion(isDefault ? name : `${database}.${name}`, 'table'),
    ),
    ...databases.map((label): Completion => ({ label, detail: 'database', kind: 'database' })),
    ...(namesTable.test(before) ? [] : functions),
  ];
}

function tableCompletion(label: string, detail: string): Completion {
  return { label, detail, kind: 'table' };
}

/** Of the tables the text names, or of the one before the dot. */
async function columnsOf(
  { text, schema }: Place,
  qualifier: string | undefined,
): Promise<readonly Completion[]> {
  const named = tablesIn(text, await schema.tables());
  const wanted = named.filter(({ name }) => qualifier === undefined || name === qualifier);
  const lists = await Promise.all(
    (wanted.length > 0 ? wanted : named).slice(0, 8).map((table) => schema.columns(table)),
  );
  const byName = new Map(lists.flat().map(({ name, type }) => [name, type ?? 'column']));
  return [...byName].map(([label, detail]) => ({ label, detail, kind: 'column' }));
}
