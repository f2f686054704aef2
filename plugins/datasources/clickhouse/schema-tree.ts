import type { SchemaNode } from '@heliostat/sdk';
import type { Client } from './client.ts';
import { fieldTypeOf } from './sql/field-type.ts';
import { readSubfields } from './subfields.ts';

interface TableRow {
  name: string;
  type: string;
  description: string;
  /** Null where its engine does not keep count. */
  rows: number | null;
}

/** Databases; tables of a database; columns of a table. Deeper paths have nothing. */
export async function readSchema(
  client: Client,
  path: readonly string[],
  signal: AbortSignal,
): Promise<SchemaNode[]> {
  const [database, table] = path;
  if (database === undefined) return readDatabases(client, signal);
  if (table === undefined) return readTables(client, database, signal);
  return path.length > 2 ? [] : readFields(client, [database, table], signal);
}

async function readDatabases(client: Client, signal: AbortSignal): Promise<SchemaNode[]> {
  const rows = await client.rows<{ name: string; description: string; isDefault: number }>({
    sql: `SELECT name, comment AS description, name = currentDatabase() AS isDefault
      FROM system.databases WHERE name NOT IN ${client.hiddenDatabases}
      ORDER BY isDefault DESC, name = 'system', name`,
    signal,
  });
  return rows.map((row) => ({
    ...described(row),
    kind: 'database',
    expandable: true,
    ...(row.isDefault === 1 && { isDefault: true }),
  }));
}

async function readTables(
  client: Client,
  database: string,
  signal: AbortSignal,
): Promise<SchemaNode[]> {
  const [tables, changes] = await Promise.all([
    client.rows<TableRow>({
      sql: `SELECT name, engine AS type, comment AS description, toFloat64(total_rows) AS rows FROM system.tables
        WHERE database = {database:String} AND database NOT IN ${client.hiddenDatabases} ORDER BY name`,
      params: { database },
      signal,
    }),
    readChanges(client, database, signal),
  ]);
  return tables.map((row) => {
    const changedAtMs = changes.get(row.name);
    return {
      ...described(row),
      type: row.type,
      kind: 'table',
      expandable: true,
      ...(row.rows !== null && { rows: row.rows }),
      ...(changedAtMs !== undefined && { changedAtMs }),
    };
  });
}

/** When the newest part of each table was written; nothing where the user may not read the parts. */
async function readChanges(
  client: Client,
  database: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const statement = {
    sql: `SELECT table AS name, toFloat64(toUnixTimestamp(max(modification_time))) * 1000 AS changedAtMs
      FROM system.parts WHERE database = {database:String} AND active GROUP BY table`,
    params: { database },
    signal,
  };
  // Where nothing at all can be read, the tables say so.
  const parts = await client.rows<{ name: string; changedAtMs: number }>(statement).catch(() => []);
  return new Map(parts.map(({ name, changedAtMs }) => [name, changedAtMs]));
}

async function readFields(
  client: Client,
  [database, table]: readonly [string, string],
  signal: AbortSignal,
): Promise<SchemaNode[]> {
  const rows = await client.rows<{ name: string; type: string; description: string }>({
    sql: `SELECT name, type, comment AS description FROM system.columns
      WHERE database = {database:String} AND table = {table:String} AND database NOT IN ${client.hiddenDatabases}
      ORDER BY position`,
    params: { database, table },
    signal,
  });
  const inner = await readSubfields(client, [database, table], { columns: rows, signal });
  return [...rows, ...inner].map((row) => {
    const fieldType = fieldTypeOf(row.type);
    return {
      ...described(row),
      type: row.type,
      ...(fieldType !== undefined && { fieldType }),
      kind: 'field',
      expandable: false,
    };
  });
}

function described({ name, description }: { name: string; description: string }) {
  return { name, ...(description !== '' && { description }) };
}
