import type { QueryTraits } from '@heliostat/sdk';
import type { Datasources } from './datasources.ts';
import { startDeadline } from './deadline.ts';
import { wrapPluginCall } from './plugin-call.ts';
import type { PreparedQuery } from './service.ts';

const maxKnown = 2000;
const timeoutMs = 5000;

/** What datasources say of queries, asked once per text. */
export class TraitsCache {
  readonly #datasources: Datasources;
  readonly #known = new Map<string, Promise<QueryTraits | undefined>>();

  constructor(datasources: Datasources) {
    this.#datasources = datasources;
    datasources.onChange((name) => this.#forget(name));
  }

  /**
   * Undefined when the datasource cannot say; rejects when asking fails or takes more than 5 s, and
   * asks again next time. Everybody waits for the same answer, so nobody's leaving ends the question.
   */
  get(prepared: PreparedQuery): Promise<QueryTraits | undefined> {
    if (prepared.sources.length > 0) return this.#ofSources(prepared.sources);
    const key = `${prepared.datasource}|${JSON.stringify(prepared.spec)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const asked = this.#ask(prepared);
    if (this.#known.size >= maxKnown) this.#known.clear();
    this.#known.set(key, asked);
    asked.catch(() => {
      if (this.#known.get(key) === asked) this.#known.delete(key);
    });
    return asked;
  }

  /** What is made of other results reads what they read, and is always made anew. */
  async #ofSources(sources: readonly PreparedQuery[]): Promise<QueryTraits | undefined> {
    const isOne = new Set(sources.map(({ datasource }) => datasource)).size === 1;
    const all = await Promise.all(sources.map((source) => this.get(source)));
    const known = all.filter((traits) => traits !== undefined);
    // Tables have names within one datasource: over several nobody can say what a change means.
    if (!isOne || known.length < all.length) return undefined;
    return { reads: [...new Set(known.flatMap(({ reads }) => reads))], tail: false };
  }

  async #ask(prepared: PreparedQuery): Promise<QueryTraits | undefined> {
    const { connection, definition, type } = this.#datasources.get(prepared.datasource);
    if (definition.supports.live === undefined || connection.traits === undefined) return undefined;
    const call = { plugin: `datasource/${type}`, operation: 'traits' };
    const deadline = startDeadline(timeoutMs);
    const ask = () => connection.traits?.(prepared.spec, deadline.signal);
    return wrapPluginCall(call, ask, deadline.signal).finally(() => deadline.release());
  }

  #forget(datasource: string): void {
    for (const key of this.#known.keys())
      if (key.startsWith(`${datasource}|`)) this.#known.delete(key);
  }
}
