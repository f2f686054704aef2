import type { ClickHouseSettings } from '@clickhouse/client';
import { toText, type QueryRequest, type QueryStats } from '@heliostat/sdk';
import { ArrowScan } from '@heliostat/sdk/arrow';
import type { Client } from './client.ts';
import { toError } from './failure.ts';
import type { Query, Settings } from './settings.ts';
import { expand, type Expansion } from './sql/expand.ts';
import { locate } from './sql/locate.ts';
import { portableQuery, type ResultColumn } from './sql/portable.ts';
import { Vetting } from './sql/vet.ts';

/** A query ready to run, and what the inspector shows of it. */
interface Prepared {
  sql: string;
  normal: string;
  expansion: Expansion;
  notices: string[];
}

/** A sink may add a column to a table that a query reads with `SELECT *`. */
const shapeLifeMs = 60_000;
const maxShapes = 1000;

/** Runs guarded queries and gives their Arrow bytes. */
export class Runner {
  readonly #client: Client;
  readonly #settings: Settings;
  readonly vetting: Vetting;
  /** Normal form and names of texts → the query with portable columns. */
  readonly #shapes = new Map<string, { sql: string; untilMs: number }>();

  constructor(client: Client, settings: Settings) {
    this.#client = client;
    this.#settings = settings;
    this.vetting = new Vetting(client, settings);
  }

  async *arrow(request: QueryRequest<Query>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    signal.throwIfAborted();
    const author = toText(request.query.sql);
    const expansion = expand(author, request);
    try {
      yield* this.#run(request, expansion, signal);
    } catch (thrown) {
      throw locate(toError(thrown), author, expansion);
    }
  }

  /** The plan with the parts and granules that indexes leave to read; subqueries that it needs do run. */
  async explain(request: QueryRequest<Query>, signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    const author = toText(request.query.sql);
    const expansion = expand(author, request);
    try {
      const { normal } = await this.vetting.vet(author, expansion, signal);
      const lines = await this.#client.lines({
        sql: `EXPLAIN indexes = 1 ${normal}`,
        params: expansion.params,
        settings: this.limits(request),
        signal,
      });
      // As tab separated values have them.
      return lines.map((line) => line.replaceAll(/\\(['\\])/g, '$1')).join('\n');
    } catch (thrown) {
      throw locate(toError(thrown), author, expansion);
    }
  }

  async *#run(
    request: QueryRequest<Query>,
    expansion: Expansion,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    const prepared = await this.#prepare(request, expansion, signal);
    const { sql } = prepared;
    const settings = this.limits(request);
    const statement = { sql, params: expansion.params, settings, signal };
    const { bytes, summary } = await this.#client.stream(statement, 'ArrowStream');
    const scan = new ArrowScan();
    for await (const chunk of bytes as AsyncIterable<Uint8Array>) {
      signal.throwIfAborted();
      scan.push(chunk);
      yield chunk;
    }
    if (scan.rows >= request.limits.maxRows)
      prepared.notices.push(`cut at ${request.limits.maxRows} rows`);
    request.report?.(stats(prepared, summary));
  }

  async #prepare(
    request: QueryRequest<Query>,
    expansion: Expansion,
    signal: AbortSignal,
  ): Promise<Prepared> {
    const author = toText(request.query.sql);
    const { normal } = await this.vetting.vet(author, expansion, signal);
    const isUnfiltered = request.filters.length > 0 && !expansion.macros.has('$__filters');
    return {
      sql: await this.#shape(normal, expansion, signal),
      normal,
      expansion,
      notices: isUnfiltered ? ['filters are not applied: the query has no $__filters'] : [],
    };
  }

  async #shape(normal: string, expansion: Expansion, signal: AbortSignal): Promise<string> {
    const { texts } = expansion;
    const key = JSON.stringify([normal, ...texts.keys()]);
    const known = this.#shapes.get(key);
    if (known !== undefined && known.untilMs > performance.now()) return known.sql;
    const columns = await this.#client.rows<ResultColumn>({
      sql: `DESCRIBE TABLE (${normal})`,
      params: expansion.params,
      settings: { readonly: '1', max_execution_time: 10 },
      signal,
    });
    const sql = portableQuery(normal, columns, texts);
    if (this.#shapes.size >= maxShapes) this.#shapes.clear();
    this.#shapes.set(key, { sql, untilMs: performance.now() + shapeLifeMs });
    return sql;
  }

  /** The settings that hold a query within its limits. */
  limits({ limits }: QueryRequest<Query>): Readonly<Record<string, string | number>> {
    const settings: ClickHouseSettings = {
      readonly: '1',
      final: 1,
      // The setting cuts exactly; max_result_rows with `break` would stop at the end of a block.
      limit: String(limits.maxRows),
      max_result_bytes: String(limits.maxBytes),
      result_overflow_mode: 'throw',
      max_execution_time: Math.max(0.001, limits.timeoutMs / 1000),
      timeout_overflow_mode: 'throw',
      max_memory_usage: String(this.#settings.maxMemoryBytes),
      max_subquery_depth: '20',
      output_format_arrow_compression_method: 'none',
      output_format_arrow_low_cardinality_as_dictionary: 1,
      output_format_arrow_string_as_string: 1,
      log_comment: 'heliostat',
      ...(this.#settings.maxThreads > 0 && { max_threads: this.#settings.maxThreads }),
    };
    return settings as Readonly<Record<string, string | number>>;
  }
}

function stats(
  { normal, expansion, notices }: Prepared,
  summary: { read_rows?: string; read_bytes?: string; elapsed_ns?: string },
): QueryStats {
  const params = Object.entries(expansion.params).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return {
    statement: normal,
    params: Object.fromEntries(params) as Record<string, string>,
    ...(summary.read_rows !== undefined && { rowsRead: Number(summary.read_rows) }),
    ...(summary.read_bytes !== undefined && { bytesRead: Number(summary.read_bytes) }),
    ...(summary.elapsed_ns !== undefined && { elapsedMs: Number(summary.elapsed_ns) / 1e6 }),
    ...(notices.length > 0 && { notices }),
  };
}
