import { HeliostatError, type SchemaNode, type ValuesRequest } from '@heliostat/sdk';
import type { Datasources } from './datasources.ts';
import { startDeadline } from './deadline.ts';
import { wrapPluginCall, type PluginOperation } from './plugin-call.ts';
import { SharedCall } from './shared-call.ts';

export type FieldValue = string | number | boolean;

const timeoutMs = 10_000;
/** Somebody types a word letter by letter, and others do the same: long enough to share, too short to be old. */
const lifeMs = 5000;
const maxKept = 300;
const maxPathLength = 8;
const maxNameLength = 400;
const maxSearchLength = 200;
const maxValuesListed = 1000;
const maxDatabases = 20;

interface Kept {
  call: SharedCall<readonly unknown[]>;
  untilMs: number;
}

/**
 * Trees and values of datasources, each asked for once while it is fresh. What an asker's signal ends is
 * its own waiting; what nobody waits for any more ends too.
 */
export class FieldLookup {
  readonly #datasources: Datasources;
  readonly #now: () => number;
  readonly #kept = new Map<string, Kept>();

  constructor(datasources: Datasources, now: () => number) {
    this.#datasources = datasources;
    this.#now = now;
    datasources.onChange(() => this.#kept.clear());
  }

  /** Whether values of its fields can be looked up. Throws as `Datasources.get`. */
  canListValues(datasource: string): boolean {
    return this.#datasources.get(datasource).connection.values !== undefined;
  }

  /** The most frequent first. Throws INVALID_REQUEST where the request or the datasource does not allow it. */
  async values(
    datasource: string,
    request: ValuesRequest,
    asker: AbortSignal,
  ): Promise<readonly FieldValue[]> {
    checkRequest(request);
    const { path, field, search, limit } = request;
    const { connection, type } = this.#datasources.get(datasource);
    if (connection.values === undefined) throw unsupported(datasource, type, 'values of fields');
    const question = this.#ask(datasource, ['values', path, field, search, limit], (signal) =>
      connection.values?.({ path, field, search: search.trim(), limit }, signal),
    );
    return question.wait(asker);
  }

  /** The fields of a table; undefined where the datasource has no tree. Throws NOT_FOUND for no such table. */
  async fields(
    datasource: string,
    table: string,
    asker: AbortSignal,
  ): Promise<readonly SchemaNode[] | undefined> {
    const path = await this.pathOf(datasource, table, asker);
    return path && this.#children(datasource, path, asker);
  }

  /** `orders` of the first database that has it, or `shop.orders`; undefined where there is no tree. */
  async pathOf(
    datasource: string,
    table: string,
    asker: AbortSignal,
  ): Promise<readonly string[] | undefined> {
    if (this.#datasources.get(datasource).connection.schema === undefined) return undefined;
    const roots = await this.#children(datasource, [], asker);
    if (roots.some(({ name, kind }) => name === table && kind !== 'database')) return [table];
    const named = roots.filter(({ name }) => table.startsWith(`${name}.`));
    for (const { name } of [...named, ...roots].slice(0, maxDatabases)) {
      const tables = await this.#children(datasource, [name], asker);
      const found = tables.find((one) => `${name}.${one.name}` === table || one.name === table);
      if (found !== undefined) return [name, found.name];
    }
    throw new HeliostatError('NOT_FOUND', `no table ${table} in ${datasource}`, {
      hint: 'A table is written like orders, or shop.orders where several databases have one.',
    });
  }

  async #children(
    datasource: string,
    path: readonly string[],
    asker: AbortSignal,
  ): Promise<readonly SchemaNode[]> {
    const { connection } = this.#datasources.get(datasource);
    return this.#ask(datasource, ['schema', path], (signal) =>
      connection.schema?.(path, signal),
    ).wait(asker);
  }

  #ask<Answer>(
    datasource: string,
    question: readonly unknown[],
    ask: (signal: AbortSignal) => Promise<readonly Answer[]> | undefined,
  ): SharedCall<readonly Answer[]> {
    const key = JSON.stringify([datasource, ...question]);
    const kept = this.#kept.get(key);
    if (kept !== undefined && kept.call.isJoinable && kept.untilMs > this.#now())
      return kept.call as SharedCall<readonly Answer[]>;
    const { type } = this.#datasources.get(datasource);
    const operation = { plugin: `datasource/${type}`, operation: String(question[0]) };
    const call = new SharedCall((signal) => callPlugin(operation, ask, signal));
    this.#keep(key, call);
    return call;
  }

  #keep(key: string, call: Kept['call']): void {
    this.#kept.delete(key);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= maxKept && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(key, { call, untilMs: this.#now() + lifeMs });
    call.answer.catch(() => {
      if (this.#kept.get(key)?.call === call) this.#kept.delete(key);
    });
  }
}

async function callPlugin<Answer>(
  operation: PluginOperation,
  ask: (signal: AbortSignal) => Promise<readonly Answer[]> | undefined,
  parent: AbortSignal,
): Promise<readonly Answer[]> {
  const deadline = startDeadline(timeoutMs, parent);
  const run = async () => (await ask(deadline.signal)) ?? [];
  return wrapPluginCall(operation, run, deadline.signal).finally(() => deadline.release());
}

function checkRequest({ path, field, search, limit }: ValuesRequest): void {
  const refuse = (what: string) => new HeliostatError('INVALID_REQUEST', what);
  if (path.length === 0 || path.length > maxPathLength)
    throw refuse(`path: expected the names that lead to a table, at most ${maxPathLength}`);
  if ([...path, field].some((name) => name === '' || name.length > maxNameLength))
    throw refuse(`path and field: expected names of at most ${maxNameLength} characters`);
  if (search.length > maxSearchLength)
    throw refuse(`search: at most ${maxSearchLength} characters`);
  if (!Number.isInteger(limit) || limit < 1 || limit > maxValuesListed)
    throw refuse(`first: expected 1 to ${maxValuesListed}, got ${limit}`);
}

function unsupported(datasource: string, type: string, what: string): HeliostatError {
  return new HeliostatError('INVALID_REQUEST', `datasource without ${what}: ${datasource}`, {
    hint: `Plugin ${type} does not list them.`,
  });
}
