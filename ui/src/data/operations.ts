import type { DashboardDocument, FieldType } from '@heliostat/sdk';

/** The GraphQL operations of the pages, each beside the shape of its answer. */

const issueFields = 'severity file line column path message';
const statusFields = `path title stream engine state position lag lagMs checkpointAt restarts
  error { code message hint } issues { ${issueFields} }
  steps { id kind use from eventsIn eventsOut eventsPerSecond rejected }`;

export interface FileIssue {
  severity: string;
  file: string;
  line: number;
  column: number;
  path: string;
  message: string;
}

export interface DashboardSummary {
  path: string;
  folder: string;
  title: string;
  description: string | null;
  tags: readonly string[];
  modifiedAt: number;
  issues: readonly FileIssue[];
}

export interface Dashboard extends DashboardSummary {
  document: DashboardDocument | null;
  etag: string;
}

const summaryFields = `path folder title description tags modifiedAt issues { ${issueFields} }`;

export const dashboardsOperation = `query Dashboards { dashboards { ${summaryFields} } }`;
export interface DashboardsAnswer {
  dashboards: readonly DashboardSummary[];
}

export const dashboardOperation = `query Dashboard($path: String!) {
  dashboard(path: $path) { ${summaryFields} document etag } }`;
export interface DashboardAnswer {
  dashboard: Dashboard | null;
}

export const dashboardChangedOperation = `subscription DashboardChanged {
  dashboardChanged { type path dashboard { ${summaryFields} document etag } } }`;
export interface DashboardChangedAnswer {
  dashboardChanged: {
    type: 'ADDED' | 'CHANGED' | 'REMOVED';
    path: string;
    dashboard: Dashboard | null;
  };
}

export const serverOperation = `query Server {
  server { version startedAt workspace permissions issues { ${issueFields} } } }`;
export interface ServerAnswer {
  server: {
    version: string;
    startedAt: number;
    workspace: string;
    permissions: readonly string[];
    issues: readonly FileIssue[];
  };
}

export type PipelineState = 'STARTING' | 'RUNNING' | 'RETRYING' | 'FAILED' | 'INVALID' | 'STOPPED';

export interface PipelineStep {
  id: string;
  kind: 'SOURCE' | 'STEP' | 'SINK';
  use: string;
  from: string | null;
  eventsIn: number;
  eventsOut: number;
  eventsPerSecond: number;
  rejected: number;
}

export interface Pipeline {
  path: string;
  title: string;
  stream: string;
  engine: string;
  state: PipelineState;
  error: { code: string; message: string; hint: string | null } | null;
  issues: readonly FileIssue[];
  position: number;
  lag: number;
  lagMs: number;
  checkpointAt: number | null;
  restarts: number;
  steps: readonly PipelineStep[];
}

export interface DeadLetter {
  seq: number;
  reason: string;
  by: string;
  at: number;
  event: string;
}

export interface Stream {
  name: string;
  title: string;
  origin: string;
  events: number;
  eventsPerSecond: number;
  rejected: number;
  bytes: number;
  deadLetterCount: number;
}

export const pipelinesOperation = `query Pipelines {
  pipelines { ${statusFields} }
  streams { name title origin events eventsPerSecond rejected bytes deadLetterCount }
  plugins(kind: PROCESSOR) { id title } }`;
export interface PipelinesAnswer {
  pipelines: readonly Pipeline[];
  streams: readonly Stream[];
  plugins: readonly Pick<Plugin, 'id' | 'title'>[];
}

export const pipelineStatusOperation = `subscription PipelineStatus {
  pipelineStatus { ${statusFields} } }`;
export interface PipelineStatusAnswer {
  pipelineStatus: Pipeline;
}

export const deadLettersOperation = `query DeadLetters($stream: String!) {
  stream(name: $stream) { deadLetterCount deadLetters(limit: 50) { seq reason by at event } } }`;
export interface DeadLettersAnswer {
  stream: { deadLetterCount: number; deadLetters: readonly DeadLetter[] } | null;
}

export const replayOperation = `mutation Replay($stream: String!) {
  streamReplayDeadLetters(name: $stream) { replayed userErrors { message hint } } }`;
export interface ReplayAnswer {
  streamReplayDeadLetters: {
    replayed: number;
    userErrors: readonly { message: string; hint: string | null }[];
  };
}

export interface Datasource {
  name: string;
  title: string;
  type: string;
  error: string | null;
}

export interface DatasourceCheck {
  ok: boolean;
  version: string | null;
  latencyMs: number;
  warnings: readonly string[];
}

export interface SchemaNode {
  name: string;
  kind: string;
  type: string | null;
  fieldType: FieldType | null;
  description: string | null;
  expandable: boolean;
  isDefault: boolean;
  rows: number | null;
  /** Epoch milliseconds. */
  changedAt: number | null;
}

export const datasourcesOperation = 'query Datasources { datasources { name title type error } }';
export interface DatasourcesAnswer {
  datasources: readonly Datasource[];
}

/** Datasources, with what their plugins are called. */
export const boundDatasourcesOperation = `query BoundDatasources {
  datasources { name title type error } plugins(kind: DATASOURCE) { id title } }`;
export interface BoundDatasourcesAnswer extends DatasourcesAnswer {
  plugins: readonly Pick<Plugin, 'id' | 'title'>[];
}

export const datasourceCheckOperation = `query DatasourceCheck($name: String!) {
  datasource(name: $name) { error check { ok version latencyMs warnings } } }`;
export interface DatasourceCheckAnswer {
  datasource: { error: string | null; check: DatasourceCheck } | null;
}

export const datasourceSchemaOperation = `query DatasourceSchema($name: String!, $path: [String!]!) {
  datasource(name: $name) { 
    schema(path: $path) { name kind type fieldType description expandable isDefault rows changedAt } } }`;
export interface DatasourceSchemaAnswer {
  datasource: { schema: readonly SchemaNode[] } | null;
}

export type PluginKind = 'DATASOURCE' | 'PROCESSOR' | 'PANEL';

export interface Plugin {
  kind: PluginKind | null;
  id: string;
  title: string;
  description: string;
  version: string;
  error: string | null;
  options: JsonSchema | null;
  secondary: JsonSchema | null;
  supports: Record<string, unknown> | null;
  readme: string | null;
}

/** The parts of a JSON Schema that a table of options shows. */
export interface JsonSchema {
  type?: string | readonly string[];
  title?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly JsonSchema[];
  properties?: Readonly<Record<string, JsonSchema>>;
  patternProperties?: Readonly<Record<string, JsonSchema>>;
  items?: JsonSchema;
  required?: readonly string[];
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  pattern?: string;
  expected?: string;
  input?: string;
  fieldType?: string;
}

export const pluginsOperation = `query Plugins {
  plugins { kind id title description version error options secondary supports readme } }`;
export interface PluginsAnswer {
  plugins: readonly Plugin[];
}
