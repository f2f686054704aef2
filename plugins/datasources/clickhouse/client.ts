import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ClickHouseLogLevel,
  createClient,
  type ClickHouseClient,
  type ClickHouseSettings,
} from '@clickhouse/client';
import { isUnreachable, toError, type Operation } from './failure.ts';
import type { Settings } from './settings.ts';

export interface Statement {
  sql: string;
  params?: Readonly<Record<string, unknown>>;
  settings?: Readonly<Record<string, string | number>>;
  signal: AbortSignal;
  /** Chosen by the caller where it must find the statement again among the running ones. */
  id?: string;
  /** Fails at once where the server cannot be reached. */
  isTriedOnce?: boolean;
}

export interface Summary {
  read_rows?: string;
  read_bytes?: string;
  elapsed_ns?: string;
}

/** An embedded engine that crashed is back within this time. */
const retryForMs = 10_000;
const retryEveryMs = 150;

const neverShown = ['information_schema', 'INFORMATION_SCHEMA', '_temporary_and_external_tables'];

/** ClickHouse over HTTP; reads are tried again while the server restarts, writes never are. */
export class Client {
  readonly #client: ClickHouseClient;
  /** A list for `IN`: those that queries may not read and nobody is shown. */
  readonly hiddenDatabases: string;

  constructor({ url, user, password, database, systemTables }: Settings) {
    const hidden = systemTables ? neverShown : ['system', ...neverShown];
    this.hiddenDatabases = `(${hidden.map((name) => `'${name}'`).join(', ')})`;
    this.#client = createClient({
      url,
      username: user,
      password,
      database,
      application: 'heliostat',
      request_timeout: 300_000,
      max_open_connections: 32,
      log: { level: ClickHouseLogLevel.OFF },
      keep_alive: { idle_socket_ttl: 2500 },
    });
  }

  /** The answer as bytes in `format`. Breaking off the iteration or the signal ends the query. */
  async stream(
    statement: Statement,
    format: string,
  ): Promise<{ bytes: Readable; summary: Summary }> {
    const { stream, response_headers: headers } = await this.#retry(statement, () =>
      this.#client.exec({ query: `${statement.sql} FORMAT ${format}`, ...options(statement) }),
    );
    return { bytes: stream, summary: parseSummary(headers['x-clickhouse-summary']) };
  }

  /** The rows of a small result. */
  async rows<Row>(statement: Statement): Promise<Row[]> {
    const result = await this.#retry(statement, () =>
      this.#client.query({
        query: statement.sql,
        format: 'JSONEachRow',
        ...options(statement),
      }),
    );
    return result.json<Row>().catch((thrown: unknown) => {
      throw toError(thrown);
    });
  }

  /** The lines of an answer that no FORMAT may follow: those of `EXPLAIN`. */
  async lines(statement: Statement): Promise<string[]> {
    const { stream } = await this.#retry(statement, () =>
      this.#client.exec({ query: statement.sql, ...options(statement) }),
    );
    const text = Buffer.concat(await (stream.toArray() as Promise<Buffer[]>)).toString('utf8');
    return text.split('\n').filter((line) => line !== '');
  }

  /** A statement that changes something; it must be safe to run twice. */
  async command(statement: Statement): Promise<void> {
    await this.#retry(
      statement,
      () => this.#client.command({ query: statement.sql, ...options(statement) }),
      'admin',
    );
  }

  /** Rows in the format of `sql`, sent once. */
  async insert(statement: Statement, rows: Buffer): Promise<void> {
    try {
      statement.signal.throwIfAborted();
      const { stream } = await this.#client.exec({
        query: statement.sql,
        values: Readable.from([rows], { objectMode: false }),
        ...options(statement),
      });
      await stream.resume().toArray();
    } catch (thrown) {
      throw toError(thrown, 'write');
    }
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async #retry<T>(
    { signal, isTriedOnce }: Statement,
    run: () => Promise<T>,
    operation: Operation = 'query',
  ): Promise<T> {
    const deadline = performance.now() + (isTriedOnce === true ? 0 : retryForMs);
    for (;;) {
      try {
        signal.throwIfAborted();
        return await run();
      } catch (thrown) {
        if (!isUnreachable(thrown) || performance.now() > deadline || signal.aborted)
          throw toError(thrown, operation);
      }
      await sleep(retryEveryMs, undefined, { signal }).catch((thrown: unknown) => {
        throw toError(thrown, operation);
      });
    }
  }
}

function options({ params, settings, signal, id }: Statement) {
  return {
    abort_signal: signal,
    ...(id !== undefined && { query_id: id }),
    ...(params !== undefined && { query_params: { ...params } }),
    ...(settings !== undefined && { clickhouse_settings: settings as ClickHouseSettings }),
  };
}

function parseSummary(header: string | string[] | undefined): Summary {
  try {
    return JSON.parse(String(header)) as Summary;
  } catch {
    return {};
  }
}
