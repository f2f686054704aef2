import { createHash } from 'node:crypto';
import { HeliostatError } from '@heliostat/sdk';
import type { Client } from '../client.ts';
import { parseAst } from './ast.ts';
import type { Expansion } from './expand.ts';
import { guard, withoutParameters } from './guard.ts';
import { offsetOfByte, positionAt } from './position.ts';

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
  readonly #verdicts = new Map<string, Vetted>();

  constructor(client: Client) {
    this.#client = client;
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
    const normal = await this.#normalise(author, expansion, signal);
    // As a subquery, because a FORMAT after it would belong to the query that is explained.
    const sql = `SELECT explain FROM (EXPLAIN AST ${withoutParameters(normal)})`;
    const lines = await this.#client.rows<{ explain: string }>({ sql, signal });
    const vetted = { normal, ...guard(normal, parseAst(lines.map(({ explain }) => explain))) };
    if (this.#verdicts.size >= maxVerdicts) this.#verdicts.clear();
    this.#verdicts.set(key, vetted);
    return vetted;
  }

  /** Parse only: comments go, names and keywords get one form, more than one statement fails. */
  async #normalise(author: string, expansion: Expansion, signal: AbortSignal): Promise<string> {
    try {
      const [row] = await this.#client.rows<{ normal: string }>({
        sql: 'SELECT formatQuerySingleLine({query:String}) AS normal',
        params: { query: expansion.sql },
        signal,
      });
      const normal = row?.normal ?? '';
      if (/^(\(|SELECT\b|WITH\b)/.test(normal)) return normal;
      throw new HeliostatError('INVALID_QUERY', 'query refused: only SELECT is allowed', {
        hint: 'A query begins with SELECT or WITH.',
        position: { line: 1, column: 1 },
      });
    } catch (thrown) {
      throw withPosition(thrown, author, expansion);
    }
  }
}

/** `failed at position 21 (baz)` of the expanded text as line and column of the author's. */
export function withPosition(thrown: unknown, author: string, expansion: Expansion): unknown {
  if (!(thrown instanceof HeliostatError) || thrown.position !== undefined) return thrown;
  const match = /failed at position (\d+)/.exec(thrown.message);
  if (match === null) return thrown;
  const offset = expansion.toAuthor(offsetOfByte(expansion.sql, Number(match[1])));
  const near = /failed at position \d+ \(([^)]*)\)/.exec(thrown.message)?.[1] ?? '';
  return new HeliostatError('INVALID_QUERY', `syntax error near: ${near || 'end of query'}`, {
    hint: 'Check the SQL at this place.',
    position: positionAt(author, offset),
    cause: thrown,
  });
}
