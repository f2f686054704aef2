import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { HeliostatError, type TObject } from '@heliostat/sdk';
import type { Plugin } from '../plugins/registry.ts';
import { baseName, fileOf, isDocumentPath } from '../workspace/kinds.ts';
import { saveDocument } from '../workspace/save.ts';
import type { Surroundings } from '../workspace/shape.ts';
import { parseArguments, usageError } from './arguments.ts';
import type { CliEffects } from './main.ts';
import { openTarget } from './target.ts';

/** `heliostat new dashboard PATH`: a small valid file, never over one that is there. */
export async function newDashboard(arguments_: string[], effects: CliEffects): Promise<number> {
  const { values, positionals } = parseArguments('new', arguments_, {
    workspace: { type: 'string' },
  });
  const [kind, given, ...others] = positionals;
  if (kind !== 'dashboard' || given === undefined || others.length > 0)
    throw usageError('new', 'expected: new dashboard PATH');
  const path = given.replace(/\.dashboard\.json$/, '');
  if (!isDocumentPath('dashboard', path)) {
    throw new HeliostatError('INVALID_OPTIONS', `not a path in a workspace: ${given}`, {
      hint: 'Use lower-case letters, digits and dashes between slashes, like engagement/overview.',
    });
  }
  const { root, state, shown } = await openTarget(values.workspace, effects);
  const file = fileOf('dashboard', path);
  if (await exists(join(root, file))) {
    throw new HeliostatError('CONFLICT', `${shown(file)}: exists already`, {
      hint: 'Choose another path; nothing was written.',
    });
  }
  const text = JSON.stringify(firstDashboard(titleOf(path), state.around));
  await saveDocument({ kind: 'dashboard', path, text }, { root, state, shown });
  effects.write(`${shown(file)}\n`);
  return 0;
}

/** One query to the first datasource, shown by the panel that draws tables and most else. */
function firstDashboard(title: string, { plugins, datasources }: Surroundings): object {
  const head = {
    $schema: 'https://heliostat.dev/schema/dashboard.v1.json',
    ...{ kind: 'dashboard', format: 1, title },
  };
  const [name] = [...datasources.keys()];
  const type = name === undefined ? undefined : datasources.get(name);
  const datasource = type === undefined ? undefined : plugins.get('datasource', type);
  const [panel] = [...plugins.list('panel')].sort((a, b) => versatility(b) - versatility(a));
  if (datasource === undefined || panel === undefined)
    return { ...head, panels: {}, layout: { rows: [] } };
  const query = firstValues(datasource.definition.query);
  return {
    ...head,
    queries: { first: { datasource: name, ...query } },
    panels: { first: { type: panel.id, title: 'First', query: 'first' } },
    layout: { rows: [{ cells: [{ panel: 'first', span: 24 }] }] },
  };
}

/** The shape that a panel names first is the one it is made for. */
function versatility({ definition: { accepts } }: Plugin<'panel'>): number {
  return accepts.length + (accepts[0] === 'table' ? 10 : 0);
}

/** What a query cannot be without: the example of each option. */
function firstValues({ properties, required = [] }: TObject): object {
  return Object.fromEntries(
    required
      .filter((key) => properties[key]?.default === undefined)
      .map((key) => {
        const [example = ''] = (properties[key]?.['examples'] ?? []) as unknown[];
        return [key, example];
      }),
  );
}

/** `engagement/by-country` → `By country`. */
function titleOf(path: string): string {
  const words = baseName(path).replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
