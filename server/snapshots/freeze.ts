import {
  HeliostatError,
  toErrorReport,
  toHeliostatError,
  type LivePatch,
  type Snapshot,
} from '@heliostat/sdk';
import type { Annotations, Note } from '../annotations/annotations.ts';
import { authorize } from '../auth/caller.ts';
import type { Caller } from '../auth/permissions.ts';
import { readDashboard } from '../query/resolve.ts';
import type { QueryService } from '../query/service.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { FrozenDashboard, SnapshotInput, SnapshotQuery } from './snapshots.ts';
import { stripDocument, stripError } from './strip.ts';

/** Queries of one snapshot that run at once; a caller's dashboards go on beside it. */
const concurrency = 4;
const hourMs = 3_600_000;
const lifetimesMs = { '1h': hourMs, '1d': 24 * hourMs, '7d': 168 * hourMs, '30d': 720 * hourMs };

export interface FreezeContext {
  queries: QueryService;
  workspace: Workspace;
  annotations: Annotations;
  now(): number;
  /** All results together. */
  maxBytes: number;
}

/** Runs what was asked for, as the caller may, and keeps the answers. Throws as `Snapshots.make`. */
export async function freeze(
  input: SnapshotInput,
  { caller, signal }: { caller: Caller; signal: AbortSignal },
  context: FreezeContext,
): Promise<FrozenDashboard> {
  authorize(caller, 'dashboard:read');
  const document = readDashboard(input.dashboard, context.workspace);
  const stripped = stripDocument(document, input.panel);
  const { patches, choices } = await askAll({ ...context, input, caller, bytes: 0 }, signal);
  const { dashboard, panel, lifetime, from, to, timeZone, view } = input;
  const notes = await context.annotations.list(dashboard, { from, to });
  const madeAt = context.now();
  const slug = panel?.split('@')[0];
  return {
    title: input.title ?? stripped.panels[slug ?? '']?.title ?? document.title,
    ...{ dashboard, madeAt, from, to, timeZone, view, document: stripped },
    ...(panel !== undefined && { panel }),
    ...(lifetime !== 'never' && { expiresAt: madeAt + lifetimesMs[lifetime] }),
    results: input.queries.map(({ key }) => key),
    notes: notes.filter((note) => slug === undefined || isOn(note, slug)).map(toNote),
    choices: Object.fromEntries(choices),
    patches,
  };
}

function isOn(note: Note, slug: string): boolean {
  return note.panel === undefined || note.panel === slug;
}

function toNote({ id, from, to, text, tags, panel, author }: Note): Snapshot['notes'][number] {
  return { id, from, to: to ?? null, text, tags, panel: panel ?? null, author };
}

/** When one cannot be kept none will be: what still runs is stopped. */
async function askAll(asked: Omit<Asking, 'signal'>, outer: AbortSignal) {
  const stop = new AbortController();
  const asking = { ...asked, signal: AbortSignal.any([outer, stop.signal]) };
  const { queries, choices = [] } = asked.input;
  try {
    return {
      patches: await inTurns(queries, (query, id) => ask(query, id, asking)),
      choices: await inTurns(choices, (choice) => offer(choice, asking)),
    };
  } catch (error) {
    stop.abort(error);
    throw error;
  }
}

interface Asking extends FreezeContext {
  input: SnapshotInput;
  caller: Caller;
  signal: AbortSignal;
  /** Of the results so far. */
  bytes: number;
}

async function ask(query: SnapshotQuery, id: number, asking: Asking): Promise<LivePatch> {
  const { key: _, ...reference } = query;
  const { input, caller, signal, queries } = asking;
  try {
    const asked = { ...reference, dashboard: input.dashboard };
    const { arrow, from, to, stepMs } = await queries.run(asked, caller, signal);
    const bytes = await collectWithin(arrow, asking);
    return { kind: 'replace', id, arrow: bytes, from, to, stepMs, acceptedAtMs: 0 };
  } catch (thrown) {
    if (thrown instanceof TooLarge) throw thrown.reason;
    signal.throwIfAborted();
    return { kind: 'error', id, error: stripError(toErrorReport(toHeliostatError(thrown))) };
  }
}

async function offer(
  { variable, values }: NonNullable<SnapshotInput['choices']>[number],
  { input, caller, signal, queries }: Asking,
): Promise<[slug: string, offered: Snapshot['choices'][string]]> {
  const { dashboard, timeZone } = input;
  const range = { from: new Date(input.from).toISOString(), to: new Date(input.to).toISOString() };
  const asked = {
    dashboard,
    variable,
    timeZone,
    ...range,
    ...(values !== undefined && { values }),
  };
  try {
    return [variable, await queries.variableOptions(asked, caller, signal)];
  } catch {
    // What cannot be offered is not offered; the panels that need it say so.
    signal.throwIfAborted();
    return [variable, { options: [], total: 0 }];
  }
}

/** Told apart from the failure of a query, which is kept: this one ends it all. */
class TooLarge extends Error {
  readonly reason: HeliostatError;

  constructor(maxBytes: number) {
    super('too large');
    this.reason = new HeliostatError('LIMIT_EXCEEDED', `snapshot: more than ${maxBytes} bytes`, {
      hint: 'Choose a shorter time range, or share one panel.',
    });
  }
}

async function collectWithin(
  chunks: AsyncIterable<Uint8Array>,
  asking: Asking,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) {
    asking.bytes += chunk.length;
    if (asking.bytes > asking.maxBytes) throw new TooLarge(asking.maxBytes);
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

/** In order of `values`, a few at a time; the first failure ends it. */
async function inTurns<Value, Result>(
  values: readonly Value[],
  run: (value: Value, i: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const rest = values.entries();
  const worker = async () => {
    for (const [i, value] of rest) results[i] = await run(value, i);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return results;
}
