import { createHash } from 'node:crypto';
import { mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { HeliostatError } from '@heliostat/sdk';
import { withOwnSignal } from '../own-signal.ts';
import type { AcceptResult, RejectedLine } from '../streams/streams.ts';
import type { CliEffects } from './main.ts';
import { Progress } from './progress.ts';
import { readRows, type FileRow } from './rows.ts';
import { parseServerUrl } from './url.ts';

const maxBatchBytes = 4 * 1024 * 1024;
const maxAttempts = 60;
const listedRejections = 10;

interface IngestOptions {
  path: string;
  stream: string;
  url: string;
  format: 'ndjson' | 'csv';
  time: string | undefined;
  batch: number;
  limit: number;
}

/** What is on the server; kept in a file so that an interrupted run goes on where it was. */
interface Sent {
  batches: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  rejectedLines: RejectedLine[];
}

/** `heliostat ingest FILE --stream S`: sends a file through the public API. 1: rows were rejected. */
export async function ingest(arguments_: string[], effects: CliEffects): Promise<number> {
  const options = parseOptions(arguments_);
  const file = await stat(options.path).catch((cause: unknown) => {
    throw new HeliostatError('NOT_FOUND', `no such file: ${options.path}`, { cause });
  });
  if (file.isDirectory())
    throw new HeliostatError('INVALID_OPTIONS', `a folder, not a file: ${options.path}`);
  const identity = await identityOf(options, file);
  const statePath = join(cacheDirectory(effects.environment), `${identity}.json`);
  const sent = await readState(statePath);
  if (sent.batches > 0) effects.writeError(`going on after batch ${sent.batches}\n`);
  const progress = new Progress(file.size, effects);
  for await (const batch of batches(options, progress)) {
    if (batch.number <= sent.batches) continue;
    effects.signal.throwIfAborted();
    await send(batch, sent, { options, identity, effects });
    sent.batches = batch.number;
    await writeState(statePath, sent);
    progress.show(batch.lastRow);
  }
  progress.end();
  await rm(statePath, { force: true });
  effects.write(summary(sent, options.stream));
  return sent.rejected > 0 ? 1 : 0;
}

function parseOptions(arguments_: string[]): IngestOptions {
  const { values, positionals } = parse(arguments_);
  const [path, ...others] = positionals;
  const { stream, format = path !== undefined && /\.csv(\.gz)?$/i.test(path) ? 'csv' : 'ndjson' } =
    values;
  if (path === undefined || others.length > 0) throw usage('expected one FILE');
  if (stream === undefined) throw usage('--stream is missing');
  if (format !== 'ndjson' && format !== 'csv') throw usage(`--format: ${format}`);
  return {
    path,
    stream,
    url: parseServerUrl(values.url ?? 'http://127.0.0.1:3300'),
    format,
    time: values.time,
    batch: parseCount('--batch', values.batch ?? '5000'),
    limit: values.limit === undefined ? Infinity : parseCount('--limit', values.limit),
  };
}

function parse(arguments_: string[]) {
  const text = { type: 'string' } as const;
  const options = { stream: text, url: text, format: text, time: text, batch: text, limit: text };
  try {
    return parseArgs({ args: arguments_, allowPositionals: true, options });
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error));
  }
}

function parseCount(flag: string, text: string): number {
  if (/^[1-9]\d{0,11}$/.test(text)) return Number(text);
  throw usage(`${flag}: expected a positive whole number, got ${text}`);
}

function usage(message: string): HeliostatError {
  return new HeliostatError('INVALID_OPTIONS', message, { hint: 'See heliostat ingest --help.' });
}

interface Batch {
  /** From 1. */
  number: number;
  rows: FileRow[];
  lastRow: number;
}

/** The same batches at each run over the same file: their numbers make the idempotency keys. */
async function* batches(options: IngestOptions, progress: Progress): AsyncGenerator<Batch> {
  let rows: FileRow[] = [];
  let bytes = 0;
  let number = 0;
  let count = 0;
  const onRead = (read: number) => progress.read(read);
  for await (const row of readRows({ ...options, onRead })) {
    if (row.text.trim() === '' && row.problem === undefined) continue;
    if (++count > options.limit) break;
    rows.push(row);
    bytes += row.text.length;
    if (rows.length < options.batch && bytes < maxBatchBytes) continue;
    yield { number: ++number, rows, lastRow: count };
    rows = [];
    bytes = 0;
  }
  if (rows.length > 0) yield { number: number + 1, rows, lastRow: count };
}

interface Target {
  options: IngestOptions;
  identity: string;
  effects: CliEffects;
}

async function send(batch: Batch, sent: Sent, target: Target): Promise<void> {
  const good = batch.rows.filter(({ problem }) => problem === undefined);
  for (const { number, problem } of batch.rows)
    if (problem !== undefined) noteRejected(sent, [{ line: number, reason: problem }], 1);
  if (good.length === 0) return;
  const body = good.map(({ text }) => `${text}\n`).join('');
  const result = await post(body, `${target.identity}-${batch.number}`, target);
  sent.accepted += result.accepted;
  if (result.duplicate) sent.duplicates += result.accepted;
  const lines = result.rejectedLines.map(({ line, reason }) => ({
    line: good[line - 1]?.number ?? line,
    reason,
  }));
  noteRejected(sent, lines, result.rejected);
}

function noteRejected(sent: Sent, lines: readonly RejectedLine[], count: number): void {
  sent.rejected += count;
  sent.rejectedLines.push(...lines.slice(0, listedRejections - sent.rejectedLines.length));
}

/** Sends until it is answered; the key makes it safe to send again. */
async function post(body: string, key: string, target: Target): Promise<AcceptResult> {
  const { options, effects } = target;
  const address = new URL(`/ingest/v1/${encodeURIComponent(options.stream)}`, options.url);
  const headers = { 'content-type': 'application/x-ndjson', 'idempotency-key': key };
  for (let attempt = 1; ; attempt++) {
    const response = await withOwnSignal(effects.signal, (signal) =>
      fetch(address, { method: 'POST', headers, body, signal }),
    ).catch((error: unknown) => {
      if (effects.signal.aborted || attempt >= 5) throw unreachable(options.url, error);
      return undefined;
    });
    const answer = response === undefined ? undefined : await readAnswer(response);
    if (answer !== undefined) return answer;
    if (attempt >= maxAttempts) throw unreachable(options.url, undefined);
    await sleep(waitMs(response, attempt), undefined, { signal: effects.signal });
  }
}

/** The result, or undefined when the server asks to try again. Throws what it refuses. */
async function readAnswer(response: Response): Promise<AcceptResult | undefined> {
  const answer = (await response.json().catch(() => ({}))) as Partial<AcceptResult> & {
    message?: string;
    hint?: string;
  };
  if (answer.rejectedLines !== undefined) return answer as AcceptResult;
  if ([429, 502, 503, 504, 507].includes(response.status)) return undefined;
  const message = answer.message ?? `the server answered ${response.status}`;
  throw new HeliostatError('INVALID_REQUEST', message, { hint: answer.hint });
}

function waitMs(response: Response | undefined, attempt: number): number {
  const seconds = Number(response?.headers.get('retry-after') ?? NaN);
  return Number.isFinite(seconds)
    ? Math.min(seconds, 60) * 1000
    : Math.min(200 * 2 ** attempt, 5000);
}

function unreachable(url: string, cause: unknown): HeliostatError {
  return new HeliostatError('UNAVAILABLE', `no answer from ${url}`, {
    hint: 'Is the server running? What was sent stays; the same command goes on from there.',
    cause,
  });
}

/** Another file, an edited one, or other batches are another run. */
async function identityOf(
  options: IngestOptions,
  file: { size: number; mtimeMs: number },
): Promise<string> {
  const { path, ...others } = options;
  const parts = [await realpath(path), file.size, file.mtimeMs, others];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function cacheDirectory(environment: CliEffects['environment']): string {
  const base = environment['XDG_CACHE_HOME'] ?? environment['LOCALAPPDATA'];
  return join(base ?? join(homedir(), '.cache'), 'heliostat', 'ingest');
}

async function readState(path: string): Promise<Sent> {
  const fresh = { batches: 0, accepted: 0, duplicates: 0, rejected: 0, rejectedLines: [] };
  try {
    return { ...fresh, ...(JSON.parse(await readFile(path, 'utf8')) as Sent) };
  } catch {
    // No state, or half of one: sending again is safe, the server knows the keys.
    return fresh;
  }
}

async function writeState(path: string, sent: Sent): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(`${path}.new`, JSON.stringify(sent));
  await rename(`${path}.new`, path);
}

function summary(sent: Sent, stream: string): string {
  const duplicates = sent.duplicates > 0 ? ` (${sent.duplicates} were there already)` : '';
  const lines = [`${sent.accepted} events in ${stream}${duplicates}, ${sent.rejected} rejected`];
  for (const { line, reason } of sent.rejectedLines) lines.push(`  row ${line}: ${reason}`);
  const more = sent.rejected - sent.rejectedLines.length;
  if (more > 0) lines.push(`  and ${more} more`);
  return `${lines.join('\n')}\n`;
}
