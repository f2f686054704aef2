import { HeliostatError, parseDuration, type SchemaField, type SinkTarget } from '@heliostat/sdk';
import type { Client } from '../client.ts';
import { quoteName, quoteText } from '../sql/quote.ts';

/** A column as `system.columns` tells it. */
export interface StoredColumn {
  name: string;
  type: string;
}

/** Columns of ours in each table of a sink: who wrote a row, and from which place of the log. */
const provenance: readonly (readonly [name: string, type: string, codec: string])[] = [
  ['_pipeline', 'LowCardinality(String)', ''],
  ['_seq', 'UInt64', ' CODEC(Delta, ZSTD(1))'],
];

/** The ClickHouse type of a field; `isKey` makes texts low cardinality. */
function columnType(field: SchemaField, isKey: boolean): string {
  const nullable = (type: string) => (field.nullable === true ? `Nullable(${type})` : type);
  switch (field.type) {
    case 'time':
      return nullable("DateTime64(3, 'UTC')");
    case 'number':
      return nullable('Float64');
    case 'integer':
      return nullable('Int64');
    case 'boolean':
      return nullable('Bool');
    case 'string':
      return isKey ? `LowCardinality(${nullable('String')})` : nullable('String');
    case 'json':
      return nullable('String');
  }
}

/**
 * Creates the table of a target, or adds the columns it lacks. Never drops or changes a column:
 * throws CONFLICT where one has another type.
 */
export async function ensureTable(
  client: Client,
  target: SinkTarget,
  signal: AbortSignal,
): Promise<void> {
  checkTarget(target);
  await client.command({ sql: createStatement(target), signal });
  const stored = await readColumns(client, target.table, signal);
  const missing = missingColumns(target, stored);
  if (missing.length > 0) {
    const adds = missing.map((column) => `ADD COLUMN IF NOT EXISTS ${column}`);
    await client.command({ sql: `ALTER TABLE ${tableName(target)} ${adds.join(', ')}`, signal });
  }
  await alignTtl(client, target, signal);
}

export function tableName({ table }: { table: string }): string {
  return table.split('.').map(quoteName).join('.');
}

function checkTarget({ table, schema, mode }: SinkTarget): void {
  if (!/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)?$/.test(table))
    throw new HeliostatError(
      'INVALID_OPTIONS',
      `table: expected a name like events, got ${JSON.stringify(table)}`,
      {
        hint: 'Use letters, digits and underscores, with a database before a dot if need be.',
      },
    );
  const names = new Set(schema.fields.map(({ name }) => name));
  for (const [name] of provenance)
    if (names.has(name))
      throw new HeliostatError(
        'INVALID_OPTIONS',
        `field ${name}: the sink keeps its own column of that name`,
        {
          hint: 'Rename the field in the pipeline.',
        },
      );
  const needed = [schema.time, ...(mode === 'upsert' ? (schema.key ?? []) : [])];
  for (const name of needed)
    if (!names.has(name))
      throw new HeliostatError(
        'INVALID_OPTIONS',
        `field ${name}: it is time or key, but not a field`,
        {
          hint: 'The time and every key must be among the fields of the rows.',
        },
      );
  if (mode === 'upsert' && (schema.key ?? []).length === 0)
    throw new HeliostatError('INVALID_OPTIONS', `table ${table}: upsert needs rows with a key`, {
      hint: 'Write with mode append, or put a window with `by` before the sink.',
    });
}

/** The columns of the table as definitions, ours first. */
function definitions({ schema }: SinkTarget): Map<string, string> {
  const columns = new Map<string, string>();
  for (const [name, type, codec] of provenance)
    columns.set(name, `${quoteName(name)} ${type}${codec}`);
  for (const field of schema.fields) {
    const codec = field.type === 'time' ? ' CODEC(Delta, ZSTD(1))' : '';
    const comment =
      field.description === undefined ? '' : ` COMMENT ${quoteText(field.description)}`;
    const type = fieldType(field, schema);
    columns.set(field.name, `${quoteName(field.name)} ${type}${comment}${codec}`);
  }
  return columns;
}

function fieldType(field: SchemaField, { time, key }: SinkTarget['schema']): string {
  const isKey = key?.includes(field.name) ?? false;
  // Sorting keys and the partition cannot be null.
  const isNullable = field.nullable === true && field.name !== time && !isKey;
  return columnType({ ...field, nullable: isNullable }, isKey);
}

function createStatement(target: SinkTarget): string {
  const { mode, schema, ttl } = target;
  const time = quoteName(schema.time);
  const engine = mode === 'upsert' ? 'ReplacingMergeTree(`_seq`)' : 'MergeTree';
  return [
    `CREATE TABLE IF NOT EXISTS ${tableName(target)} (${[...definitions(target).values()].join(', ')})`,
    `ENGINE = ${engine}`,
    ...(isPartitioned(target) ? [`PARTITION BY toYYYYMM(${time})`] : []),
    `ORDER BY (${sortingKey(target).map(quoteName).join(', ')})`,
    ...(ttl === undefined ? [] : [`TTL ${ttlExpression(schema.time, ttl)}`]),
  ].join(' ');
}

/** Rows of one key must meet in one partition, or merges would never replace one by the other. */
export function isPartitioned({ mode, schema }: SinkTarget): boolean {
  return mode === 'append' || (schema.key?.includes(schema.time) ?? false);
}

/** The key for upserts, its time first so that ranges prune; events sort by time. */
function sortingKey({ mode, schema }: SinkTarget): string[] {
  if (mode === 'append') return [schema.time];
  const key = schema.key ?? [];
  const others = key.filter((name) => name !== schema.time);
  return key.includes(schema.time) ? [schema.time, ...others] : others;
}

function ttlExpression(time: string, ttl: string): string {
  const seconds = Math.max(1, Math.round(parseDuration(ttl) / 1000));
  return `toDateTime(${quoteName(time)}) + toIntervalSecond(${seconds})`;
}

async function readColumns(
  client: Client,
  table: string,
  signal: AbortSignal,
): Promise<StoredColumn[]> {
  const [name = '', database] = table.split('.').reverse();
  return client.rows<StoredColumn>({
    sql: `SELECT name, type FROM system.columns WHERE table = {name:String}
      AND database = if({database:String} = '', currentDatabase(), {database:String}) ORDER BY position`,
    params: { name, database: database ?? '' },
    signal,
  });
}

function missingColumns(target: SinkTarget, stored: readonly StoredColumn[]): string[] {
  const types = new Map(stored.map(({ name, type }) => [name, type]));
  const wanted = definitions(target);
  for (const [name, type] of wantedTypes(target)) {
    const present = types.get(name);
    if (present !== undefined && plain(present) !== plain(type))
      throw new HeliostatError(
        'CONFLICT',
        `table ${target.table}, column ${name}: has type ${present}, the pipeline writes ${type}`,
        { hint: 'Convert the field in the pipeline, or write to a new table.' },
      );
  }
  return [...wanted].filter(([name]) => !types.has(name)).map(([, definition]) => definition);
}

function wantedTypes({ schema }: SinkTarget): [string, string][] {
  return [
    ...provenance.map(([name, type]): [string, string] => [name, type]),
    ...schema.fields.map((field): [string, string] => [field.name, fieldType(field, schema)]),
  ];
}

/** Storage details do not make a type another: a column may be stored with a dictionary or nulls. */
function plain(type: string): string {
  return type.replace(/\b(LowCardinality|Nullable)\(/g, '').replace(/\)+$/, '');
}

async function alignTtl(client: Client, target: SinkTarget, signal: AbortSignal): Promise<void> {
  const [name = '', database] = target.table.split('.').reverse();
  const [table] = await client.rows<{ ddl: string }>({
    sql: `SELECT create_table_query AS ddl FROM system.tables WHERE name = {name:String}
      AND database = if({database:String} = '', currentDatabase(), {database:String})`,
    params: { name, database: database ?? '' },
    signal,
  });
  const present = / TTL [\s\S]*?toIntervalSecond\((\d+)\)/.exec(table?.ddl ?? '')?.[1];
  const wanted =
    target.ttl === undefined ? undefined : ttlExpression(target.schema.time, target.ttl);
  if (wanted === undefined && present === undefined) return;
  if (wanted?.includes(`toIntervalSecond(${present})`) === true) return;
  const change = wanted === undefined ? 'REMOVE TTL' : `MODIFY TTL ${wanted}`;
  await client.command({
    sql: `ALTER TABLE ${tableName(target)} ${change}`,
    settings: { materialize_ttl_after_modify: 0 },
    signal,
  });
}
