import { HeliostatError, errorCodes, type ErrorCode } from '@heliostat/sdk';
import type { CliEffects } from './main.ts';
import { parseServerUrl } from './url.ts';

/** The dashboards of a running server, as files with etags. */
export interface Remote {
  url: string;
  /** Etags by file. */
  list(): Promise<ReadonlyMap<string, string>>;
  read(file: string): Promise<{ text: string; etag: string }>;
  /**
   * Writes over the version with that etag, or a new file without one; returns the new etag. Throws
   * PRECONDITION_FAILED when another version is there.
   */
  write(file: string, text: string, etag: string | undefined): Promise<string>;
}

const timeoutMs = 30_000;

export function openRemote(address: string, effects: CliEffects): Remote {
  const url = parseServerUrl(address).replace(/\/$/, '');
  async function call(path: string, init: RequestInit = {}): Promise<Response> {
    const signal = AbortSignal.any([effects.signal, AbortSignal.timeout(timeoutMs)]);
    const response = await fetch(`${url}${path}`, { ...init, signal }).catch((cause: unknown) => {
      effects.signal.throwIfAborted();
      throw new HeliostatError('UNAVAILABLE', `${url}: no server answers`, {
        hint: 'Start one with heliostat start, or give its address with --url.',
        cause,
      });
    });
    if (!response.ok) throw await toError(response);
    return response;
  }
  const pathOf = (file: string) => `/api/v1/files/${file}`;
  return {
    url,
    list: async () => {
      const files = (await (await call('/api/v1/files')).json()) as Listed[];
      const dashboards = files.filter(({ kind }) => kind === 'dashboard');
      return new Map(dashboards.map(({ file, etag }) => [file, etag]));
    },
    read: async (file) => {
      const response = await call(pathOf(file));
      return { text: await response.text(), etag: response.headers.get('etag') ?? '' };
    },
    write: async (file, text, etag) => {
      const condition = etag === undefined ? { 'if-none-match': '*' } : { 'if-match': etag };
      const headers = { 'content-type': 'application/json', ...condition };
      const response = await call(pathOf(file), { method: 'PUT', body: text, headers });
      return response.headers.get('etag') ?? '';
    },
  };
}

interface Listed {
  kind: string;
  file: string;
  etag: string;
}

async function toError(response: Response): Promise<HeliostatError> {
  const report = (await response.json().catch(() => ({}))) as {
    code?: string;
    message?: string;
    hint?: string;
  };
  const { code = '', message = `the server answered ${response.status}`, hint } = report;
  return new HeliostatError(isCode(code) ? code : 'UNAVAILABLE', message, { hint });
}

function isCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}
