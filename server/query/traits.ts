import type { QueryTraits } from '@heliostat/sdk';
import type { Datasources } from './datasources.ts';
import { wrapPluginCall } from './plugin-call.ts';
import type { PreparedQuery } from './service.ts';

const maxKnown = 2000;

/** What datasources say of queries, asked once per text. */
export class TraitsCache {
  readonly #datasources: Datasources;
  readonly #known = new Map<string, Promise<QueryTraits | undefined>>();

  constructor(datasources: Datasources) {
    this.#datasources = datasources;
    datasources.onChange((name) => this.#forget(name));
  }

  /** Undefined when the datasource cannot say; rejects when asking fails, and asks again next time. */
  get(prepared: PreparedQuery, signal: AbortSignal): Promise<QueryTraits | undefined> {
    const key = `${prepared.datasource}|${JSON.stringify(prepared.spec)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const asked = this.#ask(prepared, signal);
    if (this.#known.size >= maxKnown) this.#known.clear();
    this.#known.set(key, asked);
    asked.catch(() => this.#known.delete(key));
    return asked;
  }

  async #ask(prepared: PreparedQuery, signal: AbortSignal): Promise<QueryTraits | undefined> {
    const { connection, definition, type } = this.#datasources.get(prepared.datasource);
    if (definition.supports.live === undefined || connection.traits === undefined) return undefined;
    const call = { plugin: `datasource/${type}`, operation: 'traits' };
    return wrapPluginCall(call, () => connection.traits?.(prepared.spec, signal));
  }

  #forget(datasource: string): void {
    for (const key of this.#known.keys())
      if (key.startsWith(`${datasource}|`)) this.#known.delete(key);
  }
}
