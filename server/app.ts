import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { buildApi } from './api/api.ts';
import type { Config } from './config.ts';
import type { Effects } from './effects.ts';
import { lockDirectory } from './lock.ts';
import { buildMetrics } from './metrics.ts';
import { buildObserver } from './observe.ts';
import { loadPlugins } from './plugins/load.ts';
import { buildQueryService } from './query/build.ts';
import { buildLive } from './query/live/build.ts';
import { openDatasources } from './query/open-datasources.ts';
import type { Services } from './services.ts';
import { openPipelines } from './streams/pipeline/open.ts';
import { openStreams } from './streams/open.ts';
import { openWorkspace } from './workspace/open.ts';

export interface App {
  /** Not listening yet: `listen` or `inject`. */
  api: FastifyInstance;
  services: Services;
  /** Stops taking requests, finishes what was accepted, lets go of the data directory. */
  close(): Promise<void>;
}

/** The server, from the data directory up: everything is built here and passed down. */
export async function buildApp(config: Config, given: Omit<Effects, 'observe'>): Promise<App> {
  const closers: (() => unknown)[] = [];
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    return await assemble(config, given, closers, closeAll);
  } catch (error) {
    await closeAll();
    throw error;
  }
}

// eslint-disable-next-line max-params -- the two halves of buildApp share what is open so far.
async function assemble(
  config: Config,
  given: Omit<Effects, 'observe'>,
  closers: (() => unknown)[],
  closeAll: () => Promise<void>,
): Promise<App> {
  const lock = lockDirectory(config.dataDirectory);
  closers.push(() => lock.release());

  const observer = buildObserver(given.now);
  const effects: Effects = { ...given, observe: observer.observe };
  const metrics = buildMetrics();
  const { dataDirectory, pluginDirectories } = config;

  const plugins = await loadPlugins({ directories: pluginDirectories, effects });
  const workspace = await openWorkspace({ directory: config.workspaceDirectory, plugins, effects });
  closers.push(() => workspace.close());

  const [streams, datasources] = await openStores();
  const pipelines = await openPipelines({
    ...{ workspace, plugins, pluginDirectories, streams, datasources },
    ...{ dataDirectory, effects, metrics },
  });
  closers.push(() => pipelines.close());
  streams.setConsumed((stream) => pipelines.consumed(stream));

  const queries = buildQueryService({ workspace, datasources, effects, metrics });
  const live = buildLive({ queries, workspace, datasources, pipelines, effects, metrics });
  closers.push(() => live.close());

  let ready = true;
  const readiness = () => ({ ready, checks: { listening: ready } });
  const services: Services = {
    ...{ config, effects, metrics, plugins, workspace, datasources, streams },
    ...{ pipelines, queries, live, readiness },
  };
  const api = await buildApi(services);
  closers.push(() => api.close());

  const own = await streams.open('heliostat');
  observer.start(async (events) => {
    await own.emit(events).catch((error: unknown) => {
      effects.log.warn({ error }, 'self-observation lost a second');
    });
  });
  closers.push(() => observer.stop());
  closers.push(() => (ready = false));

  return { api, services, close: closeAll };

  async function openStores() {
    const [streams, datasources] = await Promise.allSettled([
      openStreams({ workspace, dataDirectory: join(dataDirectory), effects, metrics }),
      openDatasources({ workspace, plugins, dataDirectory, effects }),
    ]);
    if (streams.status === 'fulfilled') closers.push(() => streams.value.close());
    if (datasources.status === 'fulfilled') closers.push(() => datasources.value.close());
    if (streams.status === 'rejected') throw streams.reason;
    if (datasources.status === 'rejected') throw datasources.reason;
    return [streams.value, datasources.value] as const;
  }
}
