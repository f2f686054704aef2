import type { ErrorCode } from '@heliostat/sdk';

const titles: Partial<Record<ErrorCode, string>> = {
  INVALID_QUERY: 'The query is wrong',
  INVALID_REQUEST: 'This cannot be asked',
  INVALID_OPTIONS: 'The options are wrong',
  FORBIDDEN: 'You may not see this',
  UNAUTHENTICATED: 'Sign in to see this',
  NOT_FOUND: 'Not found',
  TIMEOUT: 'This took too long',
  LIMIT_EXCEEDED: 'Too much for the limits',
  RATE_LIMITED: 'Too many queries',
  UNAVAILABLE: 'Not reachable',
};

/** A few words for an error; its message says the rest. */
export function errorTitle(code: ErrorCode): string {
  return titles[code] ?? 'The query failed';
}
