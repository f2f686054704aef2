import type { Client } from './client.ts';
import { parseType } from './sql/portable.ts';
import { quoteName } from './sql/quote.ts';

interface Column {
  name: string;
  type: string;
}

interface Wanted {
  columns: readonly Column[];
  signal: AbortSignal;
}

interface Table {
  database: string;
  table: string;
  signal: AbortSignal;
}

/** Keys of a map that are offered; they are looked for in that many rows. */
const maxKeys = 50;
const maxRows = 10_000;
const maxSeconds = 2;

/**
 * What is inside of columns and may be queried like one: the named elements of tuples, `geo.city`, and the
 * keys of maps that the first rows have, `attrs.key_os`. Nothing where the server knows no such names.
 */
export async function readSubfields(
  client: Client,
  [database, table]: readonly [string, string],
  { columns, signal }: Wanted,
): Promise<(Column & { description: string })[]> {
  const elements = columns.flatMap(({ name, type }) =>
    elementsOf(type).map((key) => `${name}.${key}`),
  );
  const maps = columns.filter(({ type }) => isMapOfTexts(type)).map(({ name }) => name);
  if (elements.length + maps.length === 0) return [];
  // A table that cannot be read, or a server that is too old: the columns are there all the same.
  const keys = await readKeys(client, { database, table, maps, signal }).catch(() => []);
  const described = await Promise.all(
    [elements, keys].map((names) =>
      describeColumns(client, { database, table, names, signal }).catch(() => []),
    ),
  );
  return described.flat().map((column) => ({ ...column, description: '' }));
}

/** Names and types of what a query would call by these names. */
export async function describeColumns(
  client: Client,
  { database, table, names, signal }: Table & { names: readonly string[] },
): Promise<Column[]> {
  if (names.length === 0) return [];
  const list = names.map(quoteName).join(', ');
  return client.rows<Column>({
    sql: `DESCRIBE TABLE (SELECT ${list} FROM ${quoteName(database)}.${quoteName(table)})`,
    settings: { readonly: '1', max_execution_time: maxSeconds },
    signal,
  });
}

function elementsOf(type: string): string[] {
  const { name, args } = parseType(type.replaceAll(/\s+/g, ' '));
  if (name !== 'Tuple') return [];
  return args.flatMap((element) => /^([A-Za-z_]\w*) [A-Z]/.exec(element)?.[1] ?? []);
}

function isMapOfTexts(type: string): boolean {
  const { name, args } = parseType(type);
  return name === 'Map' && /^(String|LowCardinality\(String\))$/.test(args[0] ?? '');
}

async function readKeys(
  client: Client,
  { database, table, maps, signal }: Table & { maps: readonly string[] },
): Promise<string[]> {
  if (maps.length === 0) return [];
  const columns = maps.map(quoteName);
  const [row = {}] = await client.rows<Record<string, string[]>>({
    sql: `SELECT ${columns.map((column) => `groupUniqArrayArray(${maxKeys})(mapKeys(${column})) AS ${column}`).join(', ')}
      FROM (SELECT ${columns.join(', ')} FROM ${quoteName(database)}.${quoteName(table)} LIMIT ${maxRows})`,
    settings: {
      readonly: '1',
      max_execution_time: maxSeconds,
      timeout_overflow_mode: 'break',
      log_comment: 'heliostat',
    },
    signal,
  });
  return maps.flatMap((map) =>
    (row[map] ?? [])
      .filter((key) => /^\w{1,100}$/.test(key))
      .toSorted()
      .map((key) => `${map}.key_${key}`),
  );
}
