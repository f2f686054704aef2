import type { DatasourceUi, PanelDefinition } from '@heliostat/sdk';
import type { PanelManifest } from './plugins.ts';

/** By the ids of their plugins. */
type Added<Value> = readonly (readonly [id: string, value: Value])[];

/*
 * Plugins from elsewhere (`--plugins DIR`): none in the repository's own build. The server builds the
 * page again with them, and `vite.config.ts` then writes this module.
 */
export const panels: Added<() => Promise<{ default: PanelDefinition }>> = [];
export const manifests: Added<PanelManifest> = [];
export const datasources: Added<() => Promise<{ default: DatasourceUi }>> = [];
