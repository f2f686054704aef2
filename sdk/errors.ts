/**
 * Every error a user can meet has a code from this table. The value is the HTTP status that REST
 * and GraphQL answer with when the error reaches an API border.
 */
export const errorCodes = {
  INVALID_OPTIONS: 400,
  INVALID_REQUEST: 400,
  INVALID_QUERY: 400,
  INVALID_EXPRESSION: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  PRECONDITION_FAILED: 412,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  INVALID_FILE: 422,
  IDEMPOTENCY_MISMATCH: 422,
  LIMIT_EXCEEDED: 422,
  PRECONDITION_REQUIRED: 428,
  RATE_LIMITED: 429,
  CANCELLED: 499,
  INTERNAL: 500,
  PLUGIN_FAILED: 502,
  UNAVAILABLE: 503,
  TIMEOUT: 504,
  STORAGE_FULL: 507,
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** Where in a text the error is: both counted from 1. */
export interface TextPosition {
  line: number;
  column: number;
}

export interface ErrorOptions {
  /** What to do about it, one full sentence. */
  hint?: string | undefined;
  cause?: unknown;
  /** Where in the query text or file, when known. */
  position?: TextPosition | undefined;
  /** The plugin that failed, `kind/id`; set by the host, once. */
  plugin?: string | undefined;
  /** Seconds after which trying again makes sense; becomes `Retry-After`. */
  retryAfterSeconds?: number | undefined;
  /** Everything wrong with a file, when there is more to say than the message. */
  issues?: readonly ErrorIssue[] | undefined;
}

/** One of the things wrong with a file; line and column count from 1. */
export interface ErrorIssue extends TextPosition {
  /** Keys from the root, `panels.errors.type`. */
  path: string;
  message: string;
}

/** What an API answers and a panel shows: never a stack, never a secret. */
export interface ErrorReport {
  code: ErrorCode;
  message: string;
  hint?: string;
  position?: TextPosition;
  plugin?: string;
}

/** The one error class. Messages are lower case, `what: value`; the hint says what to do. */
export class HeliostatError extends Error {
  /** Also what another copy of the sdk threw: a plugin may bring its own. */
  static override [Symbol.hasInstance](thrown: unknown): boolean {
    return thrown instanceof Error && thrown.name === 'HeliostatError';
  }

  override readonly name = 'HeliostatError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly position: TextPosition | undefined;
  readonly plugin: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly issues: readonly ErrorIssue[] | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.position = options.position;
    this.plugin = options.plugin;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.issues = options.issues;
  }

  get status(): number {
    return errorCodes[this.code];
  }
}

/** Any thrown value as a HeliostatError; what is not ours becomes `fallback` (default INTERNAL). */
export function toHeliostatError(
  thrown: unknown,
  fallback: ErrorCode = 'INTERNAL',
): HeliostatError {
  if (thrown instanceof HeliostatError) return thrown;
  if (isAbort(thrown)) return new HeliostatError('CANCELLED', 'cancelled', { cause: thrown });
  const message = thrown instanceof Error ? thrown.message : textOf(thrown);
  return new HeliostatError(fallback, message, { cause: thrown });
}

export function toErrorReport(error: HeliostatError): ErrorReport {
  return {
    code: error.code,
    message: error.message,
    ...(error.hint !== undefined && { hint: error.hint }),
    ...(error.position !== undefined && { position: error.position }),
    ...(error.plugin !== undefined && { plugin: error.plugin }),
  };
}

/** Not everything that may be thrown can be made text of. */
function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return 'what was thrown is no error';
  }
}

function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'AbortError';
}
