import type { Annotations } from './annotations/annotations.ts';
import type { Config } from './config.ts';
import type { Effects } from './effects.ts';
import type { Metrics } from './metrics.ts';
import type { PluginRegistry } from './plugins/registry.ts';
import type { Datasources } from './query/datasources.ts';
import type { Live } from './query/live/live.ts';
import type { QueryService } from './query/service.ts';
import type { Snapshots } from './snapshots/snapshots.ts';
import type { Pipelines } from './streams/pipeline/pipelines.ts';
import type { Streams } from './streams/streams.ts';
import type { Versions } from './workspace/versions/versions.ts';
import type { Workspace } from './workspace/workspace.ts';

/** What routes and resolvers are given: built once in `app.ts`, passed down. */
export interface Services {
  config: Config;
  effects: Effects;
  metrics: Metrics;
  plugins: PluginRegistry;
  workspace: Workspace;
  versions: Versions;
  datasources: Datasources;
  streams: Streams;
  pipelines: Pipelines;
  queries: QueryService;
  live: Live;
  snapshots: Snapshots;
  annotations: Annotations;
  /** `ready`, or why not yet / not any more. */
  readiness(): { ready: boolean; checks: Readonly<Record<string, boolean>> };
}
