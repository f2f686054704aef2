import { builderFields, type BuilderField } from '@heliostat/sdk';
import type { Ask } from '../../data/graphql.ts';
import {
  datasourceSchemaOperation,
  type DatasourceSchemaAnswer,
  type SchemaNode,
} from '../../data/operations.ts';

/** Asks a datasource for what is below a place in its tree. */
export type ReadSchema = (path: readonly string[]) => Promise<readonly SchemaNode[]>;

/** Asks for values of a field, the most frequent first. */
export type ReadValues = (place: {
  path: readonly string[];
  field: string;
  search: string;
}) => Promise<readonly (string | number | boolean)[]>;

const valuesOperation = `query DatasourceValues(
  $name: String!, $path: [String!]!, $field: String!, $search: String!) {
  datasource(name: $name) { values(path: $path, field: $field, search: $search, first: 50) } }`;

/** The tree of a datasource by its name; `hasValues` where its plugin finds values of a field. */
export function openSchema(ask: Ask, name: string, hasValues: boolean): SchemaSource {
  const readValues: ReadValues = async (place) => {
    const answer = await ask<{
      datasource: { values: readonly (string | number | boolean)[] } | null;
    }>(valuesOperation, { name, ...place });
    return answer.datasource?.values ?? [];
  };
  const read: ReadSchema = async (path) => {
    const answer = await ask<DatasourceSchemaAnswer>(datasourceSchemaOperation, { name, path });
    return answer.datasource?.schema ?? [];
  };
  return new SchemaSource(read, hasValues ? readValues : undefined);
}

/** A table, with the columns it has, as completion offers it. */
export interface SchemaTable {
  database: string;
  name: string;
  /** Whether a query may name it without its database. */
  isDefault: boolean;
}

/** What a query can be built from: a table, an index. */
export interface Dataset {
  /** Names from the root. */
  path: readonly string[];
  /** As a query names it. */
  table: readonly string[];
  node: SchemaNode;
}

/** The tree of one datasource, each place asked for once. */
export class SchemaSource {
  readonly #read: ReadSchema;
  readonly #readValues: ReadValues | undefined;
  readonly #places = new Map<string, Promise<readonly SchemaNode[]>>();

  constructor(read: ReadSchema, readValues?: ReadValues) {
    this.#read = read;
    this.#readValues = readValues;
  }

  async databases(): Promise<readonly string[]> {
    return (await this.at([])).map(({ name }) => name);
  }

  /** Of the first databases: completion is not the place to walk a whole warehouse. */
  async tables(): Promise<readonly SchemaTable[]> {
    const databases = (await this.at([])).slice(0, 20);
    const lists = await Promise.all(
      databases.map(async ({ name: database, isDefault }) =>
        (await this.at([database])).map(({ name }) => ({ database, name, isDefault })),
      ),
    );
    return lists.flat();
  }

  columns({ database, name }: Omit<SchemaTable, 'isDefault'>): Promise<readonly SchemaNode[]> {
    return this.at([database, name]);
  }

  /** At the root, or one below; those that need no further name come first. */
  async datasets(): Promise<readonly Dataset[]> {
    const roots = (await this.at([])).filter(({ expandable }) => expandable);
    const lists = await Promise.all(
      roots.slice(0, 20).map(async (root): Promise<Dataset[]> => {
        const { name, kind, isDefault } = root;
        if (kind !== 'database') return [{ path: [name], table: [name], node: root }];
        const below = (await this.at([name])).filter(({ expandable }) => expandable);
        return below.map((node) => ({
          path: [name, node.name],
          table: isDefault ? [node.name] : [name, node.name],
          node,
        }));
      }),
    );
    return lists.flat().toSorted((a, b) => a.table.length - b.table.length);
  }

  async fields({ path }: Dataset): Promise<readonly BuilderField[]> {
    return builderFields(await this.at(path));
  }

  /** Values of a field that contain a text; none where they cannot be found. */
  async values({ path }: Dataset, field: string, search: string): Promise<readonly string[]> {
    const found = this.#readValues?.({ path, field, search }) ?? Promise.resolve([]);
    return (await found.catch(() => [])).map(String);
  }

  /** Empty where it cannot be read; the next time it is asked for again. */
  at(path: readonly string[]): Promise<readonly SchemaNode[]> {
    const key = JSON.stringify(path);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const asked = this.#read(path).catch(() => {
      this.#places.delete(key);
      return [];
    });
    this.#places.set(key, asked);
    return asked;
  }
}

/** The tables a text names, as a whole word. */
export function tablesIn(text: string, tables: readonly SchemaTable[]): readonly SchemaTable[] {
  const words = new Set(text.match(/[A-Za-z_][A-Za-z0-9_]*/g));
  return tables.filter(({ name }) => words.has(name));
}
