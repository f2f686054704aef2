import { HeliostatError, errorCodes, type ErrorCode } from '@heliostat/sdk';
import { documentOf, isDocumentPath } from '../workspace/kinds.ts';
import { maxFileBytes } from '../workspace/parse.ts';
import { toEtag } from '../workspace/state.ts';
import type { CliEffects } from './main.ts';
import { parseServerUrl } from './url.ts';

/** The dashboards of a running server, as files with etags. */
export interface Remote {
  url: string;
  /** Etags by file; what no dashboard can be called is told and left out. */
  list(): Promise<ReadonlyMap<string, string>>;
  /** Throws INVALID_FILE when the text is not that of its etag, NOT_FOUND when it is gone. */
  read(file: string): Promise<{ text: string; etag: string }>;
  /** The earlier text of that etag; undefined where the server does not remember it. */
  readVersion(file: string, etag: string): Promise<string | undefined>;
  /**
   * Writes over the version with that etag, or a new file without one; returns the new etag. Throws
   * PRECONDITION_FAILED when another version is there.
   */
  write(file: string, text: string, etag: string | undefined): Promise<string>;
}

const timeoutMs = 30_000;
/** So many earlier texts of a file are looked through, the newest first. */
const mostVersions = 50;
/** A list of twenty thousand files with all that may be wrong in them. */
const maxListBytes = 64 * 1024 * 1024;

/** Asks the server; throws what it answers beside what was asked for. */
type Call = (
  path: string,
  maxBytes: number,
  init?: RequestInit,
) => Promise<{ text: string; etag: string }>;

interface RemoteOptions {
  /** Of one answer. */
  timeoutMs?: number;
}

export function openRemote(
  address: string,
  effects: CliEffects,
  options: RemoteOptions = {},
): Remote {
  const url = parseServerUrl(address).replace(/\/$/, '');
  const limitMs = options.timeoutMs ?? timeoutMs;
  const call: Call = async (path, maxBytes, init = {}) => {
    const signal = AbortSignal.any([effects.signal, AbortSignal.timeout(limitMs)]);
    try {
      const response = await fetch(`${url}${path}`, { ...init, signal });
      const text = await readText(response, maxBytes);
      if (!response.ok) throw toError(response.status, text);
      return { text, etag: response.headers.get('etag') ?? '' };
    } catch (cause) {
      effects.signal.throwIfAborted();
      throw cause instanceof HeliostatError ? cause : unreachable(url, cause);
    }
  };
  const pathOf = (file: string) => `/api/v1/files/${file}`;
  return {
    url,
    list: async () => {
      const listed = parseList((await call('/api/v1/files', maxListBytes)).text, url);
      const dashboards = listed.filter(({ kind }) => kind === 'dashboard');
      for (const { file } of dashboards.filter(({ file }) => !isDashboard(file)))
        effects.writeError(`left out, not a name of a dashboard: ${shown(file)}\n`);
      return new Map(
        dashboards.filter(({ file }) => isDashboard(file)).map(({ file, etag }) => [file, etag]),
      );
    },
    read: async (file) => {
      const { text, etag } = await call(pathOf(file), maxFileBytes);
      if (etag === toEtag(text)) return { text, etag };
      throw new HeliostatError('INVALID_FILE', `${file}: came other than the server says it is`, {
        hint: 'Is it valid UTF-8 there? heliostat validate tells; or something on the way changes files.',
      });
    },
    readVersion: (file, etag) => readVersion(call, file, etag),
    write: async (file, text, etag) => {
      const condition = etag === undefined ? { 'if-none-match': '*' } : { 'if-match': etag };
      const headers = { 'content-type': 'application/json', ...condition };
      const init = { method: 'PUT', body: text, headers };
      return (await call(pathOf(file), maxFileBytes, init)).etag;
    },
  };
}

interface Listed {
  kind: string;
  file: string;
  etag: string;
}

/** Its names become files here: whatever else a server says, none lies outside of the workspace. */
function isDashboard(file: string): boolean {
  const place = documentOf(file);
  return place?.kind === 'dashboard' && isDocumentPath('dashboard', place.path);
}

async function readText({ body }: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > maxBytes)
      throw new HeliostatError('LIMIT_EXCEEDED', `an answer of more than ${maxBytes} bytes`, {
        hint: 'Is this the address of a Heliostat?',
      });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseList(text: string, url: string): readonly Listed[] {
  const value = parseJson(text);
  if (Array.isArray(value) && value.every(isListed)) return value;
  throw new HeliostatError('UNAVAILABLE', `${url}: not the answer of a Heliostat`, {
    hint: 'Give the URL that heliostat start prints, like http://127.0.0.1:3300.',
  });
}

async function readVersion(call: Call, file: string, etag: string): Promise<string | undefined> {
  const path = `/api/v1/dashboards/${file.replace(/\.dashboard\.json$/, '')}/versions`;
  const ids = parseVersions((await call(`${path}?first=${mostVersions}`, maxListBytes)).text);
  for (const id of ids) {
    const { text } = await call(`${path}/${encodeURIComponent(id)}`, maxFileBytes);
    if (toEtag(text) === etag) return text;
  }
  return;
}

function parseVersions(text: string): readonly string[] {
  const value = parseJson(text);
  const ids = Array.isArray(value) ? value.map((one: { id?: unknown } | null) => one?.id) : [];
  return ids.filter((id) => typeof id === 'string').slice(0, mostVersions);
}

function isListed(value: unknown): value is Listed {
  const { kind, file, etag } = (value ?? {}) as Partial<Record<keyof Listed, unknown>>;
  return [kind, file, etag].every((text) => typeof text === 'string');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function toError(status: number, text: string): HeliostatError {
  const report = (parseJson(text) ?? {}) as Readonly<Record<string, unknown>>;
  const { code, message, hint } = report;
  return new HeliostatError(
    isCode(code) ? code : 'UNAVAILABLE',
    typeof message === 'string' ? shown(message) : `the server answered ${status}`,
    { hint: typeof hint === 'string' ? shown(hint) : undefined },
  );
}

function isCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorCodes, code);
}

function unreachable(url: string, cause: unknown): HeliostatError {
  const isLate = cause instanceof Error && cause.name === 'TimeoutError';
  const [code, what] = isLate
    ? (['TIMEOUT', 'the server does not finish its answer'] as const)
    : (['UNAVAILABLE', 'no server answers'] as const);
  return new HeliostatError(code, `${url}: ${what}`, {
    hint: 'Start one with heliostat start, or give its address with --url.',
    cause,
  });
}

/** What a server says goes to a terminal: without what moves the cursor or rings the bell. */
function shown(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.slice(0, 2000).replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '�');
}
