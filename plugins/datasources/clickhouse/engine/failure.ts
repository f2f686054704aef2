/** An error as ClickHouse words it, with its number; the HTTP interface answers with it. */
export class EngineFailure extends Error {
  override readonly name = 'EngineFailure';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export const failureCodes = {
  syntaxError: 62,
  notImplemented: 48,
  unknownFormat: 73,
  badArguments: 36,
  queryTooLarge: 307,
  cancelled: 394,
  authenticationFailed: 516,
} as const;

const names: Readonly<Record<number, string>> = {
  36: 'BAD_ARGUMENTS',
  48: 'NOT_IMPLEMENTED',
  62: 'SYNTAX_ERROR',
  73: 'UNKNOWN_FORMAT',
  307: 'TOO_MANY_BYTES',
  394: 'QUERY_WAS_CANCELLED',
  516: 'AUTHENTICATION_FAILED',
};

/** A failure of our own in ClickHouse's words: `Code: 62. DB::Exception: … (SYNTAX_ERROR)`. */
export function failure(code: number, message: string): EngineFailure {
  const name = names[code];
  const tail = name === undefined ? '' : ` (${name})`;
  return new EngineFailure(code, `Code: ${code}. DB::Exception: ${message}.${tail}`);
}

/** Whatever the engine threw; its text always begins with the code, perhaps after a prefix. */
export function toFailure(thrown: unknown): EngineFailure {
  if (thrown instanceof EngineFailure) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const match = /Code: (\d+)\. /.exec(text);
  if (match === null) return new EngineFailure(1002, `Code: 1002. DB::Exception: ${text}`);
  return new EngineFailure(Number(match[1]), text.slice(match.index));
}

const badRequest = [
  6, 26, 27, 36, 38, 41, 42, 43, 53, 62, 69, 72, 117, 130, 131, 167, 168, 321, 456,
];
const notFound = [46, 47, 50, 56, 60, 63, 73, 81, 115, 336];

/** The HTTP status ClickHouse's own server answers an exception with. */
export function httpStatus(code: number): number {
  if (code === 194) return 401;
  if (code === 516 || code === 192 || code === 193) return 403;
  if (code === 159) return 408;
  if (code === 307) return 413;
  if (code === 48) return 501;
  if (badRequest.includes(code)) return 400;
  return notFound.includes(code) ? 404 : 500;
}
