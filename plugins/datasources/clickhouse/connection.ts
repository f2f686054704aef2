import {
  HeliostatError,
  type CheckResult,
  type Connection,
  type Frame,
  type QueryRequest,
} from '@heliostat/sdk';
import { frameFromArrow } from '@heliostat/sdk/arrow';
import { Client } from './client.ts';
import { readContrast } from './contrast.ts';
import { toError } from './failure.ts';
import { Runner } from './run.ts';
import { readSchema } from './schema-tree.ts';
import type { Query, Settings } from './settings.ts';
import { ClickHouseSink } from './sink/sink.ts';
import { traitsOf } from './traits.ts';
import { readValues } from './values.ts';

/** A connection to a ClickHouse that is running, embedded or remote. */
export function connectTo(
  settings: Settings,
  clock: { now(): number },
): Required<Connection<Query>> {
  const client = new Client(settings);
  const runner = new Runner(client, settings);
  let closing: Promise<void> | undefined;
  const queryArrow = async function* (request: QueryRequest<Query>, signal: AbortSignal) {
    try {
      yield* runner.arrow(request, signal);
    } catch (thrown) {
      throw signal.aborted ? new HeliostatError('CANCELLED', 'cancelled') : toError(thrown);
    }
  };
  const told = async <Answer>(ask: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> => {
    try {
      return await ask();
    } catch (thrown) {
      throw signal.aborted ? new HeliostatError('CANCELLED', 'cancelled') : toError(thrown);
    }
  };
  return {
    check: (signal) => check(client, clock, signal),
    queryArrow,
    query: (request, signal) => frames(queryArrow(request, signal)),
    explain: (request, signal) => told(() => runner.explain(request, signal), signal),
    contrast: (request, part, signal) =>
      told(() => readContrast({ client, runner }, { request, part }, signal), signal),
    traits: (query, signal) => traitsOf(query, runner.vetting, signal),
    schema: (path, signal) => readSchema(client, path, signal),
    values: (request, signal) => readValues(client, request, signal),
    sink: (target) => new ClickHouseSink(client, target),
    close: () => (closing ??= client.close()),
  };
}

async function* frames(arrow: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of arrow) chunks.push(chunk);
  if (chunks.length > 0) yield frameFromArrow(new Uint8Array(Buffer.concat(chunks)));
}

async function check(
  client: Client,
  clock: { now(): number },
  signal: AbortSignal,
): Promise<CheckResult> {
  const started = clock.now();
  const [server] = await client.rows<{ version: string; isEmbedded: number }>({
    sql: "SELECT version() AS version, (SELECT count() FROM system.functions WHERE name = 'chdb') AS isEmbedded",
    signal,
    isTriedOnce: true,
  });
  const latencyMs = clock.now() - started;
  const warnings = Number(server?.isEmbedded) > 0 ? [] : await grantWarnings(client, signal);
  return { ok: true, version: server?.version ?? '', latencyMs, warnings };
}

const reaching = [
  'FILE',
  'URL',
  'REMOTE',
  'S3',
  'HDFS',
  'MYSQL',
  'POSTGRES',
  'ODBC',
  'JDBC',
  'SOURCES',
];

/** A user for dashboards needs SELECT only; the guard is one wall, the grants are the other. */
async function grantWarnings(client: Client, signal: AbortSignal): Promise<string[]> {
  const lines = await client.lines({ sql: 'SHOW GRANTS', signal }).catch(() => []);
  const grants = lines.join('\n').toUpperCase();
  const has = (words: readonly string[]) =>
    words.some((word) => new RegExp(`\\b${word}\\b`).test(grants));
  return [
    ...(has(['ALL', 'DROP', 'ALTER', 'TRUNCATE', 'ACCESS MANAGEMENT'])
      ? ['the user may change or drop tables: a user for dashboards needs SELECT only']
      : []),
    ...(has(['ALL', ...reaching])
      ? ['the user may reach files or other servers: revoke SOURCES from it']
      : []),
  ];
}
