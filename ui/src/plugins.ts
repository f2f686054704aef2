import type { DatasourceUi, PanelDefinition } from '@heliostat/sdk';

/** The one place where the UI meets plugins: each is loaded when something first uses it. */
const modules = import.meta.glob<{ default: PanelDefinition }>('../../plugins/panels/*/ui.ts');

const loaders = new Map(
  Object.entries(modules).map(([path, load]) => [path.split('/').at(-2) ?? path, load]),
);

/** What their manifests say of them, known before their code is loaded. */
const manifests = new Map(
  Object.entries(
    import.meta.glob<{ compares?: boolean; annotated?: boolean }>(
      '../../plugins/panels/*/package.json',
      { eager: true, import: 'heliostat' },
    ),
  ).map(([path, manifest]) => [path.split('/').at(-2) ?? path, manifest]),
);

/** Whether a panel shows what numbers were before beside what they are. */
export function panelCompares(id: string): boolean {
  return manifests.get(id)?.compares === true;
}

/** Whether a panel shows annotations on its time axis. */
export function panelAnnotated(id: string): boolean {
  return manifests.get(id)?.annotated === true;
}

/** Loads a panel by the id of its plugin; undefined when none of that name is built in. */
export function loadPanel(id: string): Promise<PanelDefinition> | undefined {
  return loaders
    .get(id)?.()
    .then((module) => module.default);
}

/** What they draw with, which `mount` loads as well. */
const drawings = new Map(
  Object.entries(import.meta.glob('../../plugins/panels/*/*Panel.svelte')).map(([path, load]) => [
    path.split('/').at(-2) ?? path,
    load,
  ]),
);

/** Starts to load panels ahead of the first result; what fails is loaded again, and shown, where it is drawn. */
export function preparePanels(ids: Iterable<string>): void {
  for (const id of new Set(ids))
    for (const load of [loaders.get(id), drawings.get(id)]) load?.().catch(() => undefined);
}

export const panelIds: readonly string[] = [...loaders.keys()].sort();

/** Every type of panel that can be loaded, by its id. */
export async function loadPanels(): Promise<readonly (readonly [string, PanelDefinition])[]> {
  const loading = panelIds.map(async (id) => [id, await loadPanel(id)] as const);
  return (await Promise.allSettled(loading)).flatMap((one) => {
    if (one.status === 'rejected') return [];
    const [id, definition] = one.value;
    return definition === undefined ? [] : [[id, definition] as const];
  });
}

const datasources = import.meta.glob<{ default: DatasourceUi }>(
  '../../plugins/datasources/*/ui.ts',
);

/** What a datasource plugin lends the browser, by its id; undefined when it lends nothing. */
export function loadDatasource(id: string): Promise<DatasourceUi> | undefined {
  return datasources[`../../plugins/datasources/${id}/ui.ts`]?.().then((module) => module.default);
}
