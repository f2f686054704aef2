import { HeliostatError, errorCodes, toHeliostatError, type ErrorCode } from '@heliostat/sdk';

/** Answers one GraphQL operation; `Result` is the shape its selection asks for. */
export type Ask = <Result>(
  operation: string,
  variables?: Readonly<Record<string, unknown>>,
  signal?: AbortSignal,
) => Promise<Result>;

interface Answer {
  data?: unknown;
  errors?: readonly { message: string; extensions?: Record<string, unknown> }[];
}

/** A GraphQL client over fetch: one POST an operation, failures as HeliostatError. */
export function buildAsk(fetch: typeof globalThis.fetch): Ask {
  return async <Result>(operation: string, variables = {}, signal?: AbortSignal) => {
    const response = await send(fetch, '/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query: operation, variables }),
      ...(signal !== undefined && { signal }),
    });
    const answer = (await response.json().catch(() => ({}))) as Answer;
    const first = answer.errors?.[0];
    if (first !== undefined) throw toError(first.message, first.extensions ?? {});
    if (!response.ok) throw toError(`the server answered ${response.status}`, {});
    if (answer.data === undefined) throw toError('the answer of the server was cut off', cutOff);
    return answer.data as Result;
  };
}

const cutOff = { code: 'UNAVAILABLE', hint: 'Try again: the server may be starting anew.' };

/** fetch, with "no connection" told apart from every other failure. */
export async function send(
  fetch: typeof globalThis.fetch,
  path: string,
  init: RequestInit,
): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (thrown) {
    if (init.signal?.aborted === true) throw toHeliostatError(thrown, 'CANCELLED');
    throw new HeliostatError('UNAVAILABLE', 'the server cannot be reached', {
      hint: 'Check that it runs and that this machine reaches it; the page tries again by itself.',
      cause: thrown,
    });
  }
}

/** Posts JSON to a REST route and reads what it answers. Throws the error that the answer carries. */
export async function post<Answer>(
  fetch: typeof globalThis.fetch,
  { path, body }: { path: string; body: object },
  signal?: AbortSignal,
): Promise<Answer> {
  const response = await send(fetch, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal !== undefined && { signal }),
  });
  if (!response.ok) throw await readError(response);
  return (await response.json()) as Answer;
}

/** The error a REST answer carries, `{ error: { code, message, hint } }` or the report itself. */
export async function readError(response: Response): Promise<HeliostatError> {
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const report = (body['error'] ?? body) as Record<string, unknown>;
  const message =
    typeof report['message'] === 'string'
      ? report['message']
      : `the server answered ${response.status}`;
  return toError(message, report);
}

function toError(message: string, details: Record<string, unknown>): HeliostatError {
  const { code, hint, position, plugin } = details;
  return new HeliostatError(isCode(code) ? code : 'INTERNAL', message, {
    ...(typeof hint === 'string' && { hint }),
    ...(isPosition(position) && { position }),
    ...(typeof plugin === 'string' && { plugin }),
  });
}

function isCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(errorCodes, value);
}

function isPosition(value: unknown): value is { line: number; column: number } {
  return typeof value === 'object' && value !== null && 'line' in value && 'column' in value;
}
