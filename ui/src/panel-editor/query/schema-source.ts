import type { SchemaNode } from '../../data/operations.ts';

/** Asks a datasource for what is below a place in its tree. */
export type ReadSchema = (path: readonly string[]) => Promise<readonly SchemaNode[]>;

/** A table, with the columns it has, as completion offers it. */
export interface SchemaTable {
  database: string;
  name: string;
}

/** The tree of one datasource, each place asked for once. */
export class SchemaSource {
  readonly #read: ReadSchema;
  readonly #places = new Map<string, Promise<readonly SchemaNode[]>>();

  constructor(read: ReadSchema) {
    this.#read = read;
  }

  async databases(): Promise<readonly string[]> {
    return (await this.#at([])).map(({ name }) => name);
  }

  /** Of the first databases: completion is not the place to walk a whole warehouse. */
  async tables(): Promise<readonly SchemaTable[]> {
    const databases = (await this.databases()).slice(0, 20);
    const lists = await Promise.all(
      databases.map(async (database) =>
        (await this.#at([database])).map(({ name }) => ({ database, name })),
      ),
    );
    return lists.flat();
  }

  columns({ database, name }: SchemaTable): Promise<readonly SchemaNode[]> {
    return this.#at([database, name]);
  }

  /** Empty where it cannot be read; the next time it is asked for again. */
  #at(path: readonly string[]): Promise<readonly SchemaNode[]> {
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
