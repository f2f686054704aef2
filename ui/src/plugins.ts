import type { PanelDefinition } from '@heliostat/sdk';

/** The one place where the UI meets panel plugins: each is loaded when a dashboard first uses it. */
const modules = import.meta.glob<{ default: PanelDefinition }>('../../plugins/panels/*/ui.ts');

const loaders = new Map(
  Object.entries(modules).map(([path, load]) => [path.split('/').at(-2) ?? path, load]),
);

/** Loads a panel by the id of its plugin; undefined when none of that name is built in. */
export function loadPanel(id: string): Promise<PanelDefinition> | undefined {
  return loaders
    .get(id)?.()
    .then((module) => module.default);
}

export const panelIds: readonly string[] = [...loaders.keys()].sort();
