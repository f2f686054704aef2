import type { DatasourceUi, PanelDefinition } from '@heliostat/sdk';
import * as added from './added.ts';

/** What the manifest of a panel says of it, known before its code is loaded. */
export interface PanelManifest {
  compares?: boolean;
  annotated?: boolean;
}

/** The one place where the UI meets plugins: each is loaded when something first uses it. */
const panels = new Map([
  ...byId(import.meta.glob<{ default: PanelDefinition }>('../../plugins/panels/*/ui.ts')),
  ...added.panels,
]);

const manifests = new Map([
  ...byId(
    import.meta.glob<PanelManifest>('../../plugins/panels/*/package.json', {
      eager: true,
      import: 'heliostat',
    }),
  ),
  ...added.manifests,
]);

/** What panels of the repository draw with, which `mount` loads as well. */
const drawings = new Map(byId(import.meta.glob('../../plugins/panels/*/*Panel.svelte')));

const datasources = new Map([
  ...byId(import.meta.glob<{ default: DatasourceUi }>('../../plugins/datasources/*/ui.ts')),
  ...added.datasources,
]);

/** Whether a panel shows what numbers were before beside what they are. */
export function panelCompares(id: string): boolean {
  return manifests.get(id)?.compares === true;
}

/** Whether a panel shows annotations on its time axis. */
export function panelAnnotated(id: string): boolean {
  return manifests.get(id)?.annotated === true;
}

/** Loads a panel by the id of its plugin; undefined when none of that name is installed. */
export function loadPanel(id: string): Promise<PanelDefinition> | undefined {
  return panels
    .get(id)?.()
    .then((module) => module.default);
}

/** Starts to load panels ahead of the first result; what fails is loaded again, and shown, where it is drawn. */
export function preparePanels(ids: Iterable<string>): void {
  for (const id of new Set(ids))
    for (const load of [panels.get(id), drawings.get(id)]) load?.().catch(() => undefined);
}

export const panelIds: readonly string[] = [...panels.keys()].sort();

/** Every type of panel that can be loaded, by its id. */
export async function loadPanels(): Promise<readonly (readonly [string, PanelDefinition])[]> {
  const loading = panelIds.map(async (id) => [id, await loadPanel(id)] as const);
  return (await Promise.allSettled(loading)).flatMap((one) => {
    if (one.status === 'rejected') return [];
    const [id, definition] = one.value;
    return definition === undefined ? [] : [[id, definition] as const];
  });
}

/** What a datasource plugin lends the browser, by its id; undefined when it lends nothing. */
export function loadDatasource(id: string): Promise<DatasourceUi> | undefined {
  return datasources
    .get(id)?.()
    .then((module) => module.default);
}

/** Modules of `plugins/<kind>s/<id>/`. */
function byId<Module>(modules: Record<string, Module>): (readonly [string, Module])[] {
  return Object.entries(modules).map(([path, module]) => [path.split('/').at(-2) ?? path, module]);
}
