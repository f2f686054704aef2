import { Session, type RawInsertFormat } from 'chdb';
import { quoteName, quoteText } from '../sql/quote.ts';
import { failure, failureCodes, toFailure } from './failure.ts';
import { Lane, ReadLanes, slots, type Slot } from './lanes.ts';
import type { Statement } from './statement.ts';

export interface Execution {
  statement: Statement;
  /** Used where the text names no format. */
  defaultFormat: string;
  database: string | undefined;
  /** Settings and `param_*` values, as texts. */
  settings: Readonly<Record<string, string>>;
  /** Unique; the engine's own id cannot be chosen, so this marks the query in system.processes. */
  tag: string;
  signal: AbortSignal;
}

export interface Summary {
  read_rows: number;
  read_bytes: number;
  written_rows: number;
  written_bytes: number;
  elapsed_ns: number;
}

export interface Reply {
  format: string;
  summary: Summary;
  /** The whole answer, or its chunks as they are made: the engine's work ends with the iteration. */
  body: Uint8Array | AsyncIterable<Uint8Array>;
}

/**
 * libchdb formats each chunk of a stream as a whole document, so only formats whose documents may be
 * joined are streamed; the others are answered in one piece.
 */
const streamable = new Set([
  ...['JSONEachRow', 'JSONLines', 'NDJSON', 'JSONCompactEachRow', 'JSONStringsEachRow'],
  ...['JSONCompactStringsEachRow', 'TSV', 'TabSeparated', 'TSVRaw', 'TabSeparatedRaw'],
  ...['CSV', 'RowBinary', 'Native', 'LineAsString'],
]);
/** Where a new session is. */
const firstDatabase = 'default';
/** What an answer in one piece may measure, unless the request sets `max_result_bytes`. */
const maxWholeBytes = 512 * 1024 * 1024;
const rawFormats = new Set<string>([
  ...['JSONEachRow', 'JSONCompactEachRow', 'CSV', 'CSVWithNames', 'TSV', 'TabSeparated'],
  ...['TSVWithNames', 'TabSeparatedWithNames'],
]);
const textFormats =
  /^(JSON\w*|CSV\w*|TSV\w*|TabSeparated\w*|Values|LineAsString|Markdown|SQLInsert)$/;
const emptySummary: Summary = {
  read_rows: 0,
  read_bytes: 0,
  written_rows: 0,
  written_bytes: 0,
  elapsed_ns: 0,
};

/**
 * The data directory of libchdb. Every statement gets a session of its own (0.2 ms), so settings,
 * parameters and the current database of one request never reach another.
 */
export class Store {
  readonly #directory: string;
  readonly #reads = new ReadLanes(slots.short, slots.long);
  readonly #writes = new Lane(slots.write);
  /** Keeps the directory loaded and is never busy for long. */
  readonly #control: Session;

  constructor(directory: string) {
    this.#directory = directory;
    this.#control = new Session(directory);
  }

  async text(sql: string): Promise<string> {
    return (await this.#control.queryAsync(sql, { format: 'TSVRaw' })).text().trim();
  }

  /** Runs one statement; resolves when the first bytes are there or it has failed. */
  async run(execution: Execution): Promise<Reply> {
    const isRead = execution.statement.kind === 'read';
    const lane = isRead ? this.#reads : this.#writes;
    const slot = await lane.take(execution.signal).catch((cause: unknown) => {
      throw failure(
        failureCodes.cancelled,
        `Query was cancelled while it waited: ${String(cause)}`,
      );
    });
    const run = new Run(this.#directory, slot, (tag) => this.#kill(tag));
    try {
      return await run.start(execution);
    } catch (thrown) {
      run.end();
      throw toFailure(thrown);
    }
  }

  close(): void {
    this.#control.close();
  }

  #kill(tag: string): void {
    // ASYNC, the default: SYNC would wait for a query that may wait for its reader.
    const where = `Settings['log_comment'] = ${quoteText(tag)}`;
    void this.#control.queryAsync(`KILL QUERY WHERE ${where} ASYNC`).catch(() => undefined);
  }
}

const killEveryMs = 100;

/** One statement on its own session. */
class Run {
  readonly #session: Session;
  readonly #slot: Slot;
  readonly #kill: (tag: string) => void;
  #stopKilling = () => {};

  constructor(directory: string, slot: Slot, kill: (tag: string) => void) {
    this.#slot = slot;
    this.#kill = kill;
    this.#session = new Session(directory);
  }

  async start(execution: Execution): Promise<Reply> {
    const { statement } = execution;
    this.#killOnAbort(execution);
    if (execution.database !== undefined && execution.database !== firstDatabase)
      await this.#session.queryAsync(`USE ${quoteName(execution.database)}`);
    const format =
      ('format' in statement ? statement.format : undefined) ?? execution.defaultFormat;
    await this.#session.queryAsync(setStatement(execution, format));
    // A client that has gone must find nothing of its rows begun after it looked.
    execution.signal.throwIfAborted();
    if (statement.kind === 'insert') return this.#insert(statement);
    if (isStreamed(statement, format)) return this.#stream(statement.sql, format);
    return this.#whole(statement.sql, format);
  }

  end(): void {
    this.#stopKilling();
    this.#session.close();
    this.#slot.release();
  }

  /** The query may not be in the process list yet, so the kill is repeated until the run ends. */
  #killOnAbort({ signal, tag }: Execution): void {
    let timer: NodeJS.Timeout | undefined;
    const onAbort = () => {
      this.#kill(tag);
      timer = setInterval(() => this.#kill(tag), killEveryMs);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.#stopKilling = () => {
      signal.removeEventListener('abort', onAbort);
      clearInterval(timer);
    };
  }

  async #insert(statement: Extract<Statement, { kind: 'insert' }>): Promise<Reply> {
    const { table, columns, format, rows } = statement;
    const isPlain = [table, ...columns].every((name) => /^[\w.]+$/.test(name));
    if (!rawFormats.has(format) || !isPlain) return this.#insertText(statement);
    const sent = await this.#session.insert({
      table,
      format: format as RawInsertFormat,
      values: rows,
      ...(columns.length > 0 && { columns }),
    });
    const summary = {
      ...emptySummary,
      written_rows: sent.rowsWritten,
      written_bytes: sent.bytesWritten,
      elapsed_ns: Math.round(sent.elapsed * 1e9),
    };
    return this.#reply(format, summary, new Uint8Array(0));
  }

  /** The way for names and text formats that the raw insert does not know. */
  async #insertText({
    head,
    format,
    rows,
  }: Extract<Statement, { kind: 'insert' }>): Promise<Reply> {
    if (!textFormats.test(format))
      throw failure(
        failureCodes.unknownFormat,
        `INSERT … FORMAT ${format} is not taken by the embedded engine, which takes ${[...rawFormats].join(', ')}`,
      );
    return this.#whole(`${head}\n${rows.toString('utf8')}`, format);
  }

  async #whole(sql: string, format: string): Promise<Reply> {
    const result = await this.#session.queryAsync(sql, { format });
    const summary = {
      ...emptySummary,
      read_rows: result.rowsRead,
      read_bytes: result.bytesRead,
      elapsed_ns: Math.round(result.elapsed * 1e9),
    };
    return this.#reply(format, summary, result.bytes());
  }

  async #stream(sql: string, format: string): Promise<Reply> {
    const chunks = this.#session.queryStream(sql, { format })[Symbol.asyncIterator]();
    const first = await chunks.next();
    const end = () => this.end();
    async function* rest() {
      try {
        yield new Uint8Array(0);
        for (let next = first; next.done !== true; next = await chunks.next())
          yield next.value.raw();
      } catch (thrown) {
        throw toFailure(thrown);
      } finally {
        await chunks.return?.();
        end();
      }
    }
    const body = rest();
    // Begun here: one that nobody has begun, because the client has gone meanwhile, ends without its `finally`.
    await body.next();
    return { format, summary: emptySummary, body };
  }

  #reply(format: string, summary: Summary, body: Uint8Array): Reply {
    this.end();
    return { format, summary, body };
  }
}

/** One SET: ours first, the request's over them; `readonly`, if any, holds from there on. */
function setStatement({ settings, statement, tag }: Execution, format: string): string {
  const isWhole = statement.kind === 'read' && !isStreamed(statement, format);
  const all = {
    ...(isWhole && { max_result_bytes: String(maxWholeBytes) }),
    ...(format.startsWith('Arrow') && arrowSettings),
    ...settings,
    // 26.7's default is 1: an acknowledged insert would not be stored yet.
    async_insert: '0',
    wait_for_async_insert: '1',
    log_comment: tag,
  };
  const parts = Object.entries(all).map(
    ([key, value]) => `${settingName(key)} = ${quoteText(value)}`,
  );
  return `SET ${parts.join(', ')}`;
}

/** libchdb streams a SELECT only. */
function isStreamed(
  statement: Statement,
  format: string,
): statement is Extract<Statement, { kind: 'read' }> {
  return statement.kind === 'read' && statement.isSelect && streamable.has(format);
}

const arrowSettings = {
  output_format_arrow_compression_method: 'none',
  output_format_arrow_low_cardinality_as_dictionary: '1',
  output_format_arrow_string_as_string: '1',
};

function settingName(key: string): string {
  if (/^[A-Za-z_]\w*$/.test(key)) return key;
  throw failure(failureCodes.badArguments, `Setting name ${JSON.stringify(key)} is not a name`);
}
