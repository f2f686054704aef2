import { HeliostatError, type ErrorCode } from '@heliostat/sdk';

/** What the user can put right, as mutations answer it. */
export interface UserError {
  code: ErrorCode;
  message: string;
  hint?: string | undefined;
  field: readonly string[];
  line?: number | undefined;
  column?: number | undefined;
}

const usersToFix = new Set<ErrorCode>([
  'INVALID_OPTIONS',
  'INVALID_REQUEST',
  'INVALID_FILE',
  'INVALID_QUERY',
  'INVALID_EXPRESSION',
  'NOT_FOUND',
  'CONFLICT',
  'PRECONDITION_FAILED',
  'PRECONDITION_REQUIRED',
  'PAYLOAD_TOO_LARGE',
  'LIMIT_EXCEEDED',
]);

/** The payload, or with `userErrors` what the user can put right; the rest is thrown on. */
export async function withUserErrors<Payload extends object>(
  run: () => Promise<Payload>,
  otherwise: Partial<Payload> = {},
): Promise<object> {
  try {
    return { ...(await run()), userErrors: [] };
  } catch (error) {
    if (!(error instanceof HeliostatError) || !usersToFix.has(error.code)) throw error;
    return { ...otherwise, userErrors: toUserErrors(error) };
  }
}

/** A file that is refused comes with everything wrong in it. */
function toUserErrors(error: HeliostatError): UserError[] {
  const { code, message, hint, position } = error;
  const issues = error.issues ?? [];
  if (issues.length === 0) return [{ code, message, hint, field: [], ...position }];
  return issues.map(({ path, line, column, message }) => {
    return { code, message, hint, field: path === '' ? [] : path.split('.'), line, column };
  });
}
