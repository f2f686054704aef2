import { HeliostatError, toErrorReport, toHeliostatError, type ErrorReport } from '@heliostat/sdk';
import {
  GraphQLError,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLFormattedError,
} from 'graphql';
import { publicReport } from '../errors.ts';
import type { Context } from './context.ts';

export const timeoutMs = 10_000;
const maxResponseBytes = 5_000_000;

/** Executes until the end, or until the context's signal says that nobody waits any more. */
export async function executeUntil(args: ExecutionArgs): Promise<ExecutionResult> {
  const { signal } = args.contextValue as Context;
  let onAbort = () => {};
  const aborted = new Promise<ExecutionResult>((resolve) => {
    onAbort = () =>
      resolve({ errors: [new GraphQLError('', { originalError: abortError(signal) })] });
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
  try {
    return await Promise.race([execute(args), aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function abortError(signal: AbortSignal): HeliostatError {
  const timedOut = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
  if (!timedOut) return new HeliostatError('CANCELLED', 'cancelled');
  return new HeliostatError('TIMEOUT', `no answer within: ${timeoutMs / 1000} s`, {
    hint: 'Ask for less, or for a shorter time range.',
  });
}

/** The result as it may leave the server. */
export function toPublicResult(
  result: ExecutionResult,
  context: Context,
): FormattedExecutionResult {
  const { errors, data } = result;
  if (errors === undefined) return { data: data ?? null };
  return { ...(data !== undefined && { data }), errors: toPublicErrors(errors, context) };
}

/** Our own errors keep code and hint; what GraphQL says of the request passes; the rest is masked. */
export function toPublicErrors(
  errors: readonly GraphQLError[],
  { services, requestId }: Pick<Context, 'services' | 'requestId'>,
): GraphQLFormattedError[] {
  return errors.map((error) => {
    const { locations, path } = error.toJSON();
    const report = reportOf(error, requestId);
    if (report.code === 'INTERNAL')
      services.effects.log.error(
        { err: error.originalError ?? error, requestId },
        'resolver failed',
      );
    const { message, ...extensions } = report;
    return {
      message,
      ...(locations !== undefined && { locations }),
      ...(path !== undefined && { path }),
      extensions,
    };
  });
}

function reportOf(error: GraphQLError, requestId: string): ErrorReport {
  const { originalError } = error;
  if (originalError === undefined)
    return { code: 'INVALID_REQUEST', message: error.message, ...error.extensions };
  if (originalError instanceof GraphQLError) return reportOf(originalError, requestId);
  return publicReport(toHeliostatError(originalError), requestId);
}

/** JSON of a result; one that is too large becomes an error, as a client could not use it either. */
export function toBody(result: FormattedExecutionResult): string {
  const body = JSON.stringify(result);
  const bytes = Buffer.byteLength(body);
  if (bytes <= maxResponseBytes) return body;
  const tooLarge = new HeliostatError('LIMIT_EXCEEDED', `answer: ${bytes} bytes, too large`, {
    hint: `At most ${maxResponseBytes} bytes; large results come as Arrow from POST /api/v1/query.`,
  });
  const { message, ...extensions } = toErrorReport(tooLarge);
  return JSON.stringify({ data: null, errors: [{ message, extensions }] });
}
