import {
  HeliostatError,
  toErrorReport,
  toHeliostatError,
  type CheckResult,
  type ErrorReport,
} from '@heliostat/sdk';
import { didYouMean } from '@heliostat/sdk/check';
import type { Effects } from '../effects.ts';
import type { PluginRegistry } from '../plugins/registry.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Datasources, OpenDatasource } from './datasources.ts';
import type { Environment } from './interpolate.ts';
import {
  openDatasource,
  type DatasourceEntry,
  type Opened,
  type OpeningContext,
} from './open-datasource.ts';
import { wrapPluginCall } from './plugin-call.ts';

interface Sources {
  workspace: Workspace;
  plugins: PluginRegistry;
  dataDirectory: string;
  effects: Effects;
  /** Default: the environment of the process. */
  environment?: Environment;
}

/** What became of one entry of the file. */
interface Slot {
  entry: DatasourceEntry;
  /** The entry as text: another text means it has to be opened again. */
  fingerprint: string;
  opened?: Opened;
  error?: ErrorReport;
}

/** Opens every datasource of the workspace; a broken one is listed with its reason. */
export async function openDatasources(sources: Sources): Promise<Datasources> {
  const { workspace, effects } = sources;
  const slots = new Map<string, Slot>();
  const listeners = new Set<(name: string) => void>();
  const context = { environment: process.env, ...sources };
  const notify = (name: string) => listeners.forEach((listener) => listener(name));
  const refresh = () => synchronise(slots, { workspace, context, notify });
  await refresh();
  let turn = Promise.resolve();
  const stopWatching = workspace.onChange((change) => {
    if (change.kind !== 'datasources') return;
    turn = turn
      .then(refresh)
      .catch((error: unknown) => effects.log.error({ error }, 'datasources: refresh failed'));
  });
  return {
    get: (name) => find(slots, name),
    list: () => [...slots].map(([name, slot]) => describe(name, slot)),
    check: (name, signal) => check(find(slots, name), signal),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      stopWatching();
      await turn;
      await Promise.all([...slots].map(([name, slot]) => closeSlot(name, slot, context)));
      slots.clear();
    },
  };
}

interface Synchronisation {
  workspace: Workspace;
  context: OpeningContext;
  notify: (name: string) => void;
}

/** Closes what has gone or changed, opens what is new or changed, leaves the rest alone. */
async function synchronise(slots: Map<string, Slot>, work: Synchronisation): Promise<void> {
  const wanted = new Map(
    work.workspace
      .list('datasources')
      .flatMap(({ document }) => Object.entries(document?.datasources ?? {})),
  );
  const gone = [...slots].filter(
    ([name, slot]) => JSON.stringify(wanted.get(name)) !== slot.fingerprint,
  );
  await Promise.all(
    gone.map(async ([name, slot]) => {
      slots.delete(name);
      await closeSlot(name, slot, work.context);
    }),
  );
  const added = [...wanted].filter(([name]) => !slots.has(name));
  const opened = await Promise.all(
    added.map(async ([name, entry]) => [name, await openSlot(name, entry, work.context)] as const),
  );
  for (const [name, slot] of opened) slots.set(name, slot);
  new Set([...gone.map(([name]) => name), ...added.map(([name]) => name)]).forEach(work.notify);
}

async function openSlot(
  name: string,
  entry: DatasourceEntry,
  context: OpeningContext,
): Promise<Slot> {
  const fingerprint = JSON.stringify(entry);
  try {
    return { entry, fingerprint, opened: await openDatasource(name, entry, context) };
  } catch (thrown) {
    const error = toErrorReport(toHeliostatError(thrown, 'PLUGIN_FAILED'));
    context.effects.log.error({ datasource: name, ...error }, 'datasource not opened');
    return { entry, fingerprint, error };
  }
}

async function closeSlot(name: string, slot: Slot, { effects }: OpeningContext): Promise<void> {
  try {
    await slot.opened?.close();
  } catch (error) {
    effects.log.warn({ datasource: name, error }, 'datasource did not close cleanly');
  }
}

function find(slots: ReadonlyMap<string, Slot>, name: string): OpenDatasource {
  const slot = slots.get(name);
  if (slot?.opened !== undefined) return slot.opened;
  if (slot === undefined) {
    const names = [...slots.keys()];
    throw new HeliostatError('NOT_FOUND', `unknown datasource: ${name}${didYouMean(name, names)}`, {
      hint: `datasources.json has: ${names.join(', ') || 'none'}.`,
    });
  }
  const { message = 'not open', hint } = slot.error ?? {};
  throw new HeliostatError('UNAVAILABLE', `datasource ${name}: ${message}`, {
    hint,
    plugin: `datasource/${slot.entry.type}`,
  });
}

function describe(name: string, { entry, error }: Slot) {
  const title = entry.title ?? name;
  return { name, type: entry.type, title, ...(error !== undefined && { error: error.message }) };
}

function check(datasource: OpenDatasource, signal: AbortSignal): Promise<CheckResult> {
  const call = { plugin: `datasource/${datasource.type}`, operation: 'check' };
  return wrapPluginCall(call, () => datasource.connection.check(signal), signal);
}
