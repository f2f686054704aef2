import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Effects } from '../../../effects.ts';
import { buildMetrics } from '../../../metrics.ts';
import { loadPlugins } from '../../../plugins/load.ts';
import { openDatasources } from '../../../query/open-datasources.ts';
import { openWorkspace } from '../../../workspace/open.ts';
import { openStreams } from '../../open.ts';
import { openPipelines } from '../open.ts';
import { pluginDirectories } from './rig.ts';

export interface Started {
  streams: Awaited<ReturnType<typeof openStreams>>;
  pipelines: Awaited<ReturnType<typeof openPipelines>>;
  workspace: Awaited<ReturnType<typeof openWorkspace>>;
  datasources: Awaited<ReturnType<typeof openDatasources>>;
  /** Where the test store of the datasource `store` keeps its files. */
  storeDirectory: string;
  close(): Promise<void>;
}

/** Everything from the log to the sinks, on real files; no HTTP. */
export async function start(
  directory: string,
  effects: Effects,
  directories: readonly string[] = pluginDirectories,
): Promise<Started> {
  const dataDirectory = join(directory, 'data');
  const metrics = buildMetrics();
  const plugins = await loadPlugins({ directories });
  const workspaceDirectory = join(directory, 'workspace');
  const workspace = await openWorkspace({ directory: workspaceDirectory, plugins, effects });
  const streams = await openStreams({ workspace, dataDirectory, effects, metrics });
  const datasources = await openDatasources({ workspace, plugins, dataDirectory, effects });
  const pipelines = await openPipelines({
    workspace,
    plugins,
    pluginDirectories: directories,
    streams,
    datasources,
    dataDirectory,
    effects,
    metrics,
  });
  return {
    streams,
    pipelines,
    workspace,
    datasources,
    storeDirectory: join(dataDirectory, 'datasources', 'store'),
    async close() {
      await pipelines.close();
      await datasources.close();
      await streams.close();
      await workspace.close();
    },
  };
}

export function writeFile(directory: string, file: string, content: object): void {
  const path = join(directory, 'workspace', file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`);
}

/** A workspace with the stream `events`, the datasource `store`, and one pipeline. */
export function writeWorkspace(directory: string, pipeline: object, type = 'store'): void {
  writeFile(directory, 'datasources.json', {
    kind: 'datasources',
    format: 1,
    datasources: { store: { type } },
  });
  writeFile(directory, 'events.stream.json', {
    kind: 'stream',
    format: 1,
    title: 'Events',
    time: 'ts',
    schema: {
      type: 'object',
      required: ['ts', 'type', 'n'],
      properties: {
        ts: { type: 'integer' },
        type: { type: 'string' },
        n: { type: 'integer' },
        bad: { type: 'boolean' },
        refuse: { type: 'boolean' },
        exit: { type: 'boolean' },
      },
    },
  });
  writeFile(directory, 'main.pipeline.json', pipeline);
}

export function pipelineOf(parts: object): object {
  return { kind: 'pipeline', format: 1, title: 'Main', source: { stream: 'events' }, ...parts };
}

/** Raw rows appended, and 10 s windows upserted. */
export const bothSinks = pipelineOf({
  time: { lateness: '5s' },
  steps: {
    views: { use: 'filter', where: "type == 'view'" },
    trap: { use: 'trap', field: 'bad' },
    'per-10s': {
      use: 'window',
      size: '10s',
      by: ['type'],
      aggregates: { count: 'count()', total: 'sum(n)' },
    },
  },
  sinks: {
    raw: { from: 'trap', datasource: 'store', table: 'raw' },
    windows: { datasource: 'store', table: 'windows', mode: 'upsert' },
  },
});
