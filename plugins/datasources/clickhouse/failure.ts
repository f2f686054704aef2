import { ClickHouseError } from '@clickhouse/client';
import { HeliostatError, type ErrorCode } from '@heliostat/sdk';

const limitCodes = new Set(['158', '241', '307', '396', '160', '162', '167', '168']);
const accessCodes = new Set(['192', '193', '194', '497', '516']);
const refusedRowCodes = new Set(
  ['6', '26', '27', '33', '38', '41', '53', '69', '70', '72', '117', '130', '321', '349'].concat([
    '691',
  ]),
);
/** Overload, memory of the whole server, connections, replicas, shutting down: the same may work later. */
const passingCodes = new Set(['202', '203', '209', '210', '242', '252', '236', '999', '1002']);

export type Operation = 'query' | 'write' | 'admin';

/** What `@clickhouse/client` threw, as one of our errors. */
export function toError(thrown: unknown, operation: Operation = 'query'): HeliostatError {
  if (thrown instanceof HeliostatError) return thrown;
  if (thrown instanceof ClickHouseError)
    return fromServer({ code: thrown.code, message: thrown.message, cause: thrown }, operation);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  // An answer with control characters in it the client does not take for one of the server's errors.
  const [, code, said] = /Code: (\d+)\. DB::Exception: ([\s\S]*)/.exec(message) ?? [];
  if (code !== undefined && said !== undefined)
    return fromServer({ code, message: said, cause: thrown }, operation);
  if (!isUnreachable(thrown) && /abort/i.test(message))
    return new HeliostatError('CANCELLED', 'cancelled', { cause: thrown });
  if (/timeout/i.test(message))
    return new HeliostatError('TIMEOUT', `clickhouse did not answer: ${message}`, {
      cause: thrown,
    });
  return new HeliostatError('UNAVAILABLE', `clickhouse cannot be reached: ${message}`, {
    hint: 'Check that it runs and that the url of the datasource is right.',
    cause: thrown,
    retryAfterSeconds: 1,
  });
}

/** True where the connection failed and nothing says what became of the request. */
export function isUnreachable(thrown: unknown): boolean {
  const code = (thrown as NodeJS.ErrnoException | undefined)?.code ?? '';
  return (
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(code) ||
    (thrown instanceof Error && /socket hang up|ECONNRE/.test(thrown.message))
  );
}

/** What the server said was wrong, with ClickHouse's number for it. */
interface Exception {
  code: string;
  message: string;
  cause: unknown;
}

function fromServer(error: Exception, operation: Operation): HeliostatError {
  const message = firstSentence(error.message);
  const options = { cause: error.cause };
  if (accessCodes.has(error.code))
    return new HeliostatError('UNAVAILABLE', `clickhouse refused the user: ${message}`, {
      ...options,
      hint: 'Check user and password of the datasource, and what the user was granted.',
    });
  if (error.code === '159') return new HeliostatError('TIMEOUT', message, options);
  if (error.code === '394') return new HeliostatError('CANCELLED', 'cancelled', options);
  if (limitCodes.has(error.code))
    return new HeliostatError('LIMIT_EXCEEDED', message, {
      ...options,
      hint: 'Read a shorter time range, or aggregate in the query.',
    });
  if (passingCodes.has(error.code))
    return new HeliostatError('UNAVAILABLE', message, { ...options, retryAfterSeconds: 1 });
  return new HeliostatError(refusal(operation, error.code), message, options);
}

function refusal(operation: Operation, code: string): ErrorCode {
  if (operation === 'query') return 'INVALID_QUERY';
  if (operation === 'write' && refusedRowCodes.has(code)) return 'INVALID_REQUEST';
  return operation === 'admin' ? 'PLUGIN_FAILED' : 'UNAVAILABLE';
}

/** ClickHouse's message without the scope and the list of a hundred expected words. */
function firstSentence(message: string): string {
  const [text = ''] = message
    .replace(/ in scope (?:SELECT|WITH)[^]*?(?=\.? Maybe you meant: |$)/, '')
    .split(/\. Expected one of|: In scope |: While executing /);
  return text.length > 600 ? `${text.slice(0, 599)}…` : text;
}
