import { createHash } from 'node:crypto';
import { HeliostatError } from '@heliostat/sdk';
import type { Client } from '../client.ts';
import { parseAst } from './ast.ts';
import type { Expansion } from './expand.ts';
import { guard, withoutParameters, type GuardOptions } from './guard.ts';
import { locate } from './locate.ts';

/** A query that may run: in normal form, with what is known of it. */
export interface Vetted {
  normal: string;
  reads: readonly string[];
}

const maxQueryLength = 64 * 1024;
const maxVerdicts = 1000;

/** Lets ClickHouse parse a query without running it, and the guard judge it; verdicts are kept. */
export class Vetting {
  readonly #client: Client;
  readonly #options: GuardOptions;
  readonly #verdicts = new Map<string, Vetted>();

  constructor(client: Client, options: GuardOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Throws INVALID_QUERY, with the position in the author's text where ClickHouse tells one. */
  async vet(author: string, expansion: Expansion, signal: AbortSignal): Promise<Vetted> {
    if (expansion.sql.length > maxQueryLength)
      throw new HeliostatError(
        'INVALID_QUERY',
        `query is too long: ${expansion.sql.length} characters`,
        {
          hint: `Keep it below ${maxQueryLength}.`,
        },
      );
    const key = createHash('sha256').update(expansion.sql).digest('hex');
    const known = this.#verdicts.get(key);
    if (known !== undefined) return known;
    try {
      const vetted = await this.#judge(expansion, signal);
      if (this.#verdicts.size >= maxVerdicts) this.#verdicts.clear();
      this.#verdicts.set(key, vetted);
      return vetted;
    } catch (thrown) {
      throw locate(thrown, author, expansion);
    }
  }

  async #judge(expansion: Expansion, signal: AbortSignal): Promise<Vetted> {
    const normal = await this.#normalise(expansion, signal);
    const lines = await this.#client.lines({
      sql: `EXPLAIN AST ${withoutParameters(normal)}`,
      signal,
    });
    return { normal, ...guard(normal, parseAst(lines), this.#options) };
  }

  /** Parse only: comments go, names and keywords get one form, more than one statement fails. */
  async #normalise({ sql }: Expansion, signal: AbortSignal): Promise<string> {
    const [row] = await this.#client.rows<{ normal: string }>({
      sql: 'SELECT formatQuerySingleLine({query:String}) AS normal',
      params: { query: sql },
      signal,
    });
    const normal = row?.normal ?? '';
    if (/^(\(|SELECT\b|WITH\b)/.test(normal)) return normal;
    throw new HeliostatError('INVALID_QUERY', 'query refused: only SELECT is allowed', {
      hint: 'A query begins with SELECT or WITH.',
      position: { line: 1, column: 1 },
    });
  }
}
