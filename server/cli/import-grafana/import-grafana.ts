import { countText, HeliostatError, toHeliostatError } from '@heliostat/sdk';
import { loadGrafanaImports } from '../../plugins/grafana.ts';
import { formatDocument } from '../../workspace/format.ts';
import { fileOf, isDocumentPath } from '../../workspace/kinds.ts';
import { parseText } from '../../workspace/parse.ts';
import { readWorkspaceFile } from '../../workspace/read.ts';
import { validateText } from '../../workspace/validate.ts';
import { replaceAtomically } from '../../workspace/write.ts';
import { parseArguments, usageError } from '../arguments.ts';
import { readJsonFile } from '../json-file.ts';
import type { CliEffects } from '../main.ts';
import { openTarget, type Target } from '../target.ts';
import { convertGrafana, type Imported, type Importers, type PanelImporter } from './convert.ts';
import { readGrafana } from './source.ts';

/**
 * `heliostat import-grafana FILE`: a dashboard of Grafana as one of ours, printed or written to the
 * workspace, with a report of what has no counterpart.
 */
export async function importGrafana(arguments_: string[], effects: CliEffects): Promise<number> {
  const { values, positionals } = parseArguments('import-grafana', arguments_, {
    out: { type: 'string' },
    workspace: { type: 'string' },
  });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0)
    throw usageError('import-grafana', 'expected one FILE');
  const path = values.out?.replace(/\.dashboard\.json$/, '');
  if (path !== undefined && !isDocumentPath('dashboard', path))
    throw usageError('import-grafana', `--out: not a path in a workspace: ${path}`);
  const source = await readSource(file);
  const target = await openTarget(values.workspace, effects);
  const imported = convertGrafana(source, await importersOf(target));
  const text = formatDocument('dashboard', imported.document, target.state.around);
  if (path === undefined) effects.write(text);
  else await writeNew(path, text, target);
  effects.writeError(report(imported, problemsOf(path ?? 'imported', text, target)));
  return 0;
}

async function readSource(file: string): Promise<ReturnType<typeof readGrafana>> {
  const value = await readJsonFile(file);
  try {
    return readGrafana(value);
  } catch (cause) {
    const { code, message, hint } = toHeliostatError(cause);
    throw new HeliostatError(code, `${file}: ${message}`, { hint, cause });
  }
}

export async function importersOf({ plugins, state }: Target): Promise<Importers> {
  const { panels, datasources } = await loadGrafanaImports(plugins);
  const bound = [...state.around.datasources];
  const nameOf = (id: string) => bound.find(([, type]) => type === id)?.[0];
  const [fallback] = [...plugins.list('panel')].sort(
    (a, b) =>
      Number(b.definition.accepts[0] === 'table') - Number(a.definition.accepts[0] === 'table') ||
      b.definition.accepts.length - a.definition.accepts.length,
  );
  return {
    panels: byType([...panels].map(([id, importer]) => ({ id, importer }))),
    datasources: new Map(
      [...datasources].flatMap(([id, importer]) =>
        importer.types.map((type) => [type, { id, importer, name: nameOf(id) }] as const),
      ),
    ),
    fallback: fallback?.id ?? '',
  };
}

function byType(importers: readonly PanelImporter[]): Map<string, PanelImporter[]> {
  const types = new Map<string, PanelImporter[]>();
  for (const one of importers)
    for (const type of one.importer.types) types.set(type, [...(types.get(type) ?? []), one]);
  return types;
}

async function writeNew(path: string, text: string, { root, shown }: Target): Promise<void> {
  const file = fileOf('dashboard', path);
  if ((await readWorkspaceFile(root, file)) !== undefined) {
    throw new HeliostatError('CONFLICT', `${shown(file)}: exists already`, {
      hint: 'Choose another --out; nothing was written.',
    });
  }
  await replaceAtomically({ root, file, shown: shown(file) }, text);
}

function problemsOf(path: string, text: string, { state }: Target): string[] {
  return validateText({ kind: 'dashboard', path }, parseText(text), state.around).map(
    ({ path, message }) => `${path}: ${message}`,
  );
}

function report({ notes, panels }: Imported, problems: readonly string[]): string {
  const byPlace = new Map<string, string[]>();
  for (const { place, text } of notes)
    byPlace.set(place, [...(byPlace.get(place) ?? []), `  ${text}`]);
  const lines = [...byPlace].flatMap(([place, texts]) => [place, ...texts]);
  const wrong =
    problems.length === 0 ? [] : ['to correct by hand', ...problems.map((one) => `  ${one}`)];
  const head = `${countText(panels, 'panel')} imported, ${countText(notes.length, 'thing')} without a counterpart`;
  return `${[head, ...lines, ...wrong].join('\n')}\n`;
}
