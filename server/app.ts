import { join } from 'node:path';
import { lockDirectory } from '@heliostat/sdk/lock';
import type { FastifyInstance } from 'fastify';
import { buildAnnotations } from './annotations/build.ts';
import { followMoves } from './annotations/follow.ts';
import { buildApi } from './api/api.ts';
import { buildClosers, type Closers } from './closers.ts';
import type { Config } from './config.ts';
import type { Effects } from './effects.ts';
import { openMetadata } from './metadata/open.ts';
import { buildMetrics } from './metrics.ts';
import { buildObserver } from './observe.ts';
import { loadPlugins } from './plugins/load.ts';
import { buildUi } from './plugins/build-ui.ts';
import { buildQueryService } from './query/build.ts';
import { buildLive } from './query/live/build.ts';
import { openDatasources } from './query/open-datasources.ts';
import { readAhead } from './query/read-ahead.ts';
import type { Services } from './services.ts';
import { openSnapshots } from './snapshots/open.ts';
import { openPipelines } from './streams/pipeline/open.ts';
import { internalName } from './streams/internal.ts';
import { openStreams } from './streams/open.ts';
import { openWorkspace } from './workspace/open.ts';
import { openVersions } from './workspace/versions/open.ts';

export interface App {
  /** Not listening yet: `listen` or `inject`. */
  api: FastifyInstance;
  services: Services;
  /** Stops taking requests, finishes what was accepted, lets go of the data directory. */
  close(): Promise<void>;
}

/** The server, from the data directory up: everything is built here and passed down. */
export async function buildApp(config: Config, given: Omit<Effects, 'observe'>): Promise<App> {
  const closers = buildClosers(given.log);
  try {
    return await assemble(config, given, closers);
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

async function assemble(
  config: Config,
  given: Omit<Effects, 'observe'>,
  closers: Closers,
): Promise<App> {
  const lock = lockDirectory(config.dataDirectory);
  closers.add('lock', () => lock.release());
  const observer = buildObserver(given.now);
  const effects: Effects = { ...given, observe: (observation) => observer.observe(observation) };

  const { pluginDirectories, workspaceDirectory: directory } = config;
  const loaded = await loadPlugins({ directories: pluginDirectories });
  // In development Vite serves the page with them.
  const ui = config.development
    ? { directory: config.uiDirectory, broken: [] }
    : await buildUi(loaded, config, effects.log);
  const plugins = { ...loaded, broken: [...loaded.broken, ...ui.broken] };
  const base = {
    config: { ...config, uiDirectory: ui.directory },
    effects,
    metrics: buildMetrics(),
  };
  for (const plugin of plugins.broken) effects.log.warn({ ...plugin }, 'plugin not loaded');
  const workspace = await openWorkspace({ directory, plugins, effects });
  closers.add('workspace', () => workspace.close());
  const { dataDirectory } = config;
  const versions = await openVersions({ workspace, dataDirectory, effects });
  closers.add('versions', () => versions.close());

  let isOpen = true;
  const readiness = () => ({ ready: isOpen, checks: { open: isOpen } });
  const opened = await openServices({ ...base, plugins, workspace, versions }, closers);
  const services = { ...opened, readiness };
  const api = await buildApi(services);
  closers.add('api', () => api.close());

  const own = await services.streams.open(internalName);
  observer.start(async (events) => {
    await own.emit(events).catch((error: unknown) => {
      effects.log.warn({ error }, 'self-observation lost a second');
    });
  });
  closers.add('observer', () => observer.stop());
  // Closed first: load balancers look elsewhere while requests in flight are finished.
  closers.add('readiness', () => (isOpen = false));
  return { api, services, close: () => closers.closeAll() };
}

type Base = Pick<Services, 'config' | 'effects' | 'metrics' | 'plugins' | 'workspace' | 'versions'>;

/** Streams and datasources, the pipelines between them, and what reads the results. */
async function openServices(base: Base, closers: Closers): Promise<Omit<Services, 'readiness'>> {
  const { dataDirectory, pluginDirectories } = base.config;
  const [streams, datasources] = await openStores({ ...base, dataDirectory }, closers);
  const stores = { ...base, streams, datasources };

  const pipelines = await openPipelines({ ...stores, dataDirectory, pluginDirectories });
  closers.add('pipelines', () => pipelines.close());

  const queries = buildQueryService(stores);
  closers.add('read ahead', readAhead(base.workspace, queries));
  const live = buildLive({ ...stores, queries, pipelines });
  closers.add('live', () => live.close());

  const metadata = await openMetadata(join(dataDirectory, 'metadata'));
  closers.add('metadata', () => metadata.close());
  const annotations = buildAnnotations({ ...base, metadata });
  closers.add('moves', followMoves({ ...base, annotations }));
  const snapshots = await openSnapshots({ ...stores, dataDirectory, queries, annotations });
  closers.add('snapshots', () => snapshots.close());

  return { ...stores, pipelines, queries, live, snapshots, annotations };
}

/** Both take a moment to open, and neither needs the other. */
async function openStores(base: Base & { dataDirectory: string }, closers: Closers) {
  const [streams, datasources] = await Promise.allSettled([
    openStreams(base),
    openDatasources(base),
  ]);
  if (streams.status === 'fulfilled') closers.add('streams', () => streams.value.close());
  if (datasources.status === 'fulfilled')
    closers.add('datasources', () => datasources.value.close());
  if (streams.status === 'rejected') throw streams.reason;
  if (datasources.status === 'rejected') throw datasources.reason;
  return [streams.value, datasources.value] as const;
}
