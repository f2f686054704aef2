import { HeliostatError, type FieldType, type ValuesRequest } from '@heliostat/sdk';
import type { Client } from './client.ts';
import { fieldTypeOf } from './sql/field-type.ts';
import { quoteName } from './sql/quote.ts';
import { describeColumns } from './subfields.ts';

/** Rows counted at most: of a larger table those that the engine comes to first stand for all. */
const maxRowsRead = 10_000_000;
const maxSeconds = 3;
/** Different values held while counting; of a field with more, later ones are not counted. */
const maxDifferent = 200_000;

/**
 * The values of a column, the most frequent first: text, dates and enums as text, numbers and booleans
 * as such. Throws NOT_FOUND for what is no column, INVALID_REQUEST where its type has no single values.
 */
export async function readValues(
  client: Client,
  request: ValuesRequest,
  signal: AbortSignal,
): Promise<(string | number | boolean)[]> {
  const kind = kindOf(await readType(client, request, signal), request.field);
  const [database = '', table = ''] = request.path;
  const column = quoteName(request.field);
  const rows = await client.rows<{ value: string }>({
    sql: `SELECT toString(${column}) AS value FROM ${quoteName(database)}.${quoteName(table)}
      WHERE value != '' AND positionCaseInsensitiveUTF8(value, {search:String}) > 0
      GROUP BY value ORDER BY count() DESC, value LIMIT {limit:UInt32}`,
    params: { search: request.search, limit: request.limit },
    settings: {
      readonly: '1',
      max_rows_to_read: String(maxRowsRead),
      read_overflow_mode: 'break',
      max_execution_time: maxSeconds,
      timeout_overflow_mode: 'break',
      max_rows_to_group_by: String(maxDifferent),
      group_by_overflow_mode: 'any',
      log_comment: 'heliostat',
    },
    signal,
  });
  return rows.map(({ value }) => toValue(value, kind));
}

/** Of a column, or of what is inside of one: `geo.city`. The column must be one that the schema lists. */
async function readType(
  client: Client,
  { path, field }: ValuesRequest,
  signal: AbortSignal,
): Promise<string> {
  const [database = '', table = ''] = path;
  const columns = await client.rows<{ name: string; type: string }>({
    sql: `SELECT name, type FROM system.columns WHERE database = {database:String} AND table = {table:String}
      AND (name = {field:String} OR startsWith({field:String}, concat(name, '.')))
      AND database NOT IN ${client.hiddenDatabases}`,
    params: { database, table, field },
    signal,
  });
  const own = columns.find(({ name }) => name === field);
  const names = own === undefined && columns.length > 0 ? [field] : [];
  const inside = await describeColumns(client, { database, table, names, signal }).catch(() => []);
  const column = own ?? inside[0];
  if (column !== undefined && path.length === 2) return column.type;
  throw new HeliostatError('NOT_FOUND', `no such field: ${[...path, field].join('.')}`, {
    hint: 'The schema of the datasource lists databases, tables and their fields.',
  });
}

/** Throws where values are made of others, or are none. */
function kindOf(type: string, field: string): FieldType {
  const kind = fieldTypeOf(type);
  if (kind !== undefined && kind !== 'json') return kind;
  throw new HeliostatError('INVALID_REQUEST', `field ${field}: ${type} has no single values`, {
    hint: 'Values can be looked up of text, numbers, booleans, enums and dates.',
  });
}

/** A number that a double cannot hold stays text: a filter then compares the text. */
function toValue(text: string, kind: FieldType): string | number | boolean {
  if (kind === 'boolean') return text === 'true';
  const value = Number(text);
  const isExact = Number.isSafeInteger(value) || text.includes('.') || text.includes('e');
  return kind === 'number' && Number.isFinite(value) && isExact ? value : text;
}
