import type { Tree } from './tree.ts';

/** A panel of Grafana, as its JSON has it. */
export interface GrafanaPanel {
  type: string;
  /** What its panel plugin keeps. */
  options: Tree;
  /** `fieldConfig.defaults.custom`: what its panel plugin keeps per field. */
  custom: Tree;
  /** All of the panel, for panels older than `options`. */
  panel: Tree;
}

/** How a panel plugin takes over panels of Grafana; the default export of its `./grafana`. */
export interface GrafanaPanelImport {
  /** Types of panels that it stands for. */
  types: readonly string[];
  /** Its options; a word for what has no counterpart goes to `note`, but for keys that are never read. */
  options(panel: GrafanaPanel, note: (text: string) => void): Record<string, unknown>;
  /** Its options of one field, from keys of `custom` such as `axisPlacement`. */
  field?(custom: Tree, around: GrafanaFieldAround): Record<string, unknown>;
}

export interface GrafanaFieldAround {
  /** For all fields: `options` may have spoken of them already. */
  isDefault: boolean;
  note: (text: string) => void;
}

/** A variable that a query of Grafana may name. */
export interface GrafanaVariable {
  /** Its slug here. */
  name: string;
  /** Holds any number of values; none is all. */
  multi: boolean;
  /** A width of time: `"step": "$name"` makes it the time bucket of a query. */
  isInterval?: boolean;
}

/** How a datasource plugin takes over queries of Grafana; the default export of its `./grafana`. */
export interface GrafanaDatasourceImport {
  /** Types of datasources that it stands for. */
  types: readonly string[];
  /** Its query; undefined where nothing of it can be taken over. */
  query(target: Tree, around: GrafanaQueryAround): Record<string, unknown> | undefined;
  /** Names of the tables that such a query reads: ad hoc filters are offered the fields of the only one. */
  tables?(query: Tree): readonly string[];
}

export interface GrafanaQueryAround {
  /** By their names in Grafana. */
  variables: ReadonlyMap<string, GrafanaVariable>;
  note: (text: string) => void;
}
