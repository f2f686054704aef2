import type { CheckResult, Connection, DatasourceDefinition } from '@heliostat/sdk';

export interface OpenDatasource {
  name: string;
  /** Id of its plugin. */
  type: string;
  title: string;
  definition: DatasourceDefinition;
  connection: Connection;
  /** What `connect` got; plain data, so a worker thread can connect as well. Holds secrets. */
  settings: unknown;
  directory: string;
}

export interface Datasources {
  /** Throws NOT_FOUND, or UNAVAILABLE with the reason it could not be opened. */
  get(name: string): OpenDatasource;
  list(): readonly { name: string; type: string; title: string; error?: string }[];
  check(name: string, signal: AbortSignal): Promise<CheckResult>;
  /** Settings changed: what was got before is closed. */
  onChange(listener: (name: string) => void): () => void;
  close(): Promise<void>;
}
