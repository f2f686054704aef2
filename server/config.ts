/** What the server is started with; every field is also a flag and a `HELIOSTAT_*` variable. */
export interface Config {
  /** A loopback address. */
  host: string;
  /** 0 lets the system choose. */
  port: number;
  /** Where logs, checkpoints and embedded engines keep their data. */
  dataDirectory: string;
  workspaceDirectory: string;
  /** Folders whose sub-folders are plugins. */
  pluginDirectories: readonly string[];
  /** Where the built UI lies. */
  uiDirectory: string;
  /** Run the demo generator. */
  demo: boolean;
  /** Development: GraphiQL, no caching of UI files. */
  development: boolean;
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}
