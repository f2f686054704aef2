import type {
  DatasourceDefinition,
  FrameShape,
  Migrations,
  ProcessorDefinition,
  TObject,
} from '@heliostat/sdk';

/** What the server knows of a panel: its options, never its drawing code. */
export interface PanelManifest {
  options: TObject;
  fieldOptions?: TObject;
  migrations?: Migrations<'options' | 'fieldOptions'>;
  accepts: readonly FrameShape[];
}

/** What each kind of plugin is to the server. */
export interface PluginKinds {
  datasource: DatasourceDefinition;
  processor: ProcessorDefinition;
  panel: PanelManifest;
}
export type PluginKind = keyof PluginKinds;

export interface Plugin<Kind extends PluginKind = PluginKind> {
  kind: Kind;
  id: string;
  title: string;
  description: string;
  version: string;
  directory: string;
  /** The module a browser loads, relative to the directory; absent where it draws and edits nothing. */
  ui?: string;
  definition: PluginKinds[Kind];
}

/** A plugin that was found but could not be loaded: it is listed with the reason, never hidden. */
export interface BrokenPlugin {
  directory: string;
  kind?: string;
  id?: string;
  reason: string;
}

export interface PluginRegistry {
  /** Undefined when no such plugin is installed. */
  get<Kind extends PluginKind>(kind: Kind, id: string): Plugin<Kind> | undefined;
  list<Kind extends PluginKind>(kind: Kind): readonly Plugin<Kind>[];
  readonly broken: readonly BrokenPlugin[];
}
