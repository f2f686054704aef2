import type { GrafanaPanelImport } from '@heliostat/sdk/grafana';
import { convertAnnotations } from './annotations.ts';
import { datasourceOf } from './datasource.ts';
import { toFields } from './fields.ts';
import { toRows, type Placed } from './grid.ts';
import { Queries, type DatasourceImports } from './queries.ts';
import { buildSlugs } from './slugs.ts';
import { convertLinks } from './links.ts';
import {
  defined,
  someText,
  toJson,
  toList,
  toText,
  type GrafanaDashboard,
  type Json,
} from './source.ts';
import { toPanelTime } from './time.ts';
import { convertVariables, nameVariables } from './variables.ts';

/** What the installed plugins take over. */
export interface Importers {
  /** Panel plugins by types of Grafana. */
  panels: ReadonlyMap<string, { id: string; importer: GrafanaPanelImport }>;
  datasources: DatasourceImports;
  /** Stands for panels that no plugin takes over, so that their queries are not lost. */
  fallback: string;
}

/** Something that did not come over. */
export interface ImportNote {
  /** `panel error-rate`, `variable service`, `dashboard`. */
  place: string;
  text: string;
}

export interface Imported {
  document: Json;
  notes: readonly ImportNote[];
  /** How many panels there are. */
  panels: number;
}

/** A dashboard of Grafana as one of ours, with all that has no counterpart. */
export function convertGrafana(
  { dashboard, panels }: GrafanaDashboard,
  importers: Importers,
): Imported {
  const notes: ImportNote[] = [];
  const noteAt = (place: string) => (text: string) => {
    if (!notes.some((note) => note.place === place && note.text === text))
      notes.push({ place, text });
  };
  const listed = toList(toJson(dashboard['templating'])['list']);
  const names = nameVariables(listed);
  const queries = new Queries({ datasources: importers.datasources, variables: names });
  const note = (name: string) => noteAt(`variable ${name}`);
  const variables = convertVariables(listed, { names, queries, note });
  const types = datasourceTypes(dashboard);
  const board = convertPanels(panels, { importers, queries, noteAt, types });
  const annotations = convertAnnotations(dashboard, { queries, noteAt, types });
  const controls = Object.keys(variables).filter(
    (name) => variables[name]?.['type'] !== 'constant',
  );
  const links = convertLinks(toList(dashboard['links']), noteAt('dashboard'));
  const document = {
    $schema: 'https://heliostat.dev/schema/dashboard.v1.json',
    ...{ kind: 'dashboard', format: 1 },
    ...headOf(dashboard),
    ...(links.length > 0 && { links }),
    ...(Object.keys(variables).length > 0 && { variables }),
    ...(controls.length > 0 && { controls }),
    ...(Object.keys(queries.documents).length > 0 && { queries: queries.documents }),
    ...(Object.keys(annotations).length > 0 && { annotations }),
    panels: board.panels,
    layout: { rows: toRows(board.placed) },
  };
  return { document, notes, panels: Object.keys(board.panels).length };
}

function headOf(dashboard: Json): Json {
  const { title, description, tags, time, refresh, timezone } = dashboard;
  const { from, to } = toJson(time);
  const every = /^[1-9]\d*[smh]$/.exec(toText(refresh))?.[0];
  const words = Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [];
  return defined({
    title: someText(title)?.slice(0, 200) ?? 'Imported',
    description: someText(description),
    tags: words.length > 0 ? words.slice(0, 30) : undefined,
    time: defined({
      from: someText(from),
      to: someText(to),
      refresh: every,
      timeZone: someText(timezone),
    }),
  });
}

interface Board {
  /** Types of datasources by names that stand for one. */
  types: ReadonlyMap<string, string>;
  importers: Importers;
  queries: Queries;
  noteAt: (place: string) => (text: string) => void;
}

function convertPanels(panels: readonly Json[], board: Board) {
  const slug = buildSlugs('panel');
  const converted: Record<string, Json> = {};
  const placed: Placed[] = [];
  const byId = new Map(panels.map((panel) => [panel['id'], panel]));
  for (const panel of panels) {
    const title = typeof panel['title'] === 'string' ? panel['title'] : '';
    const isRow = panel['type'] === 'row';
    const name = isRow ? undefined : slug(title || firstQueryName(panel) || String(panel['type']));
    const place = isRow ? `row ${title}` : `panel ${name ?? ''}`;
    if (typeof panel['repeat'] === 'string') board.noteAt(place)(`repeated by ${panel['repeat']}`);
    placed.push({ panel: name, title, tab: someText(panel['tab']), ...gridOf(panel) });
    if (name !== undefined) converted[name] = convertPanel(name, panel, { ...board, byId });
  }
  return { panels: converted, placed };
}

/** Panels without a title often say in their query what they show: `AS "Number of rows"`. */
function firstQueryName(panel: Json): string {
  const [target] = toList(panel['targets']);
  const text = toText(target?.['rawSql']) || toText(target?.['query']);
  return /\bas\s+["`]?([A-Za-z][\w ]{2,40})["`]/i.exec(text)?.[1] ?? '';
}

interface PanelBoard extends Board {
  byId: ReadonlyMap<unknown, Json>;
}

function convertPanel(name: string, panel: Json, board: PanelBoard): Json {
  const note = board.noteAt(`panel ${name}`);
  const { fallback, panels } = board.importers;
  const type = toText(panel['type']);
  const known = panels.get(type);
  if (known === undefined) note(`no panel plugin takes over ${type}: shown as ${fallback}`);
  const letters = convertTargets(name, panel, { ...board, note });
  const { defaults } = toJson(panel['fieldConfig']);
  const custom = toJson(toJson(defaults)['custom']);
  const parts = { type, options: toJson(panel['options']), custom, panel };
  const fields = toFields(panel, { importer: known?.importer, queries: letters, note });
  notePanel(panel, note);
  return defined({
    type: known?.id ?? fallback,
    title: someText(panel['title'])?.slice(0, 200),
    description: someText(panel['description']),
    ...toQueries([...new Set(letters.values())]),
    time: toPanelTime(panel, note),
    options: known && defined(known.importer.options(parts, note)),
    fields: Object.keys(fields).length > 0 ? fields : undefined,
  });
}

function toQueries(slugs: readonly string[]): Json {
  const [only] = slugs;
  return slugs.length > 1 ? { queries: slugs.slice(0, 8) } : { query: only };
}

function convertTargets(
  name: string,
  panel: Json,
  { queries, byId, types, note }: PanelBoard & { note: (text: string) => void },
): Map<string, string> {
  const targets = toList(panel['targets']).filter(({ hide }) => hide !== true);
  const letters = new Map<string, string>();
  for (const target of targets) {
    // A panel may show what another one has asked for.
    const shared = target['panelId'] === undefined ? undefined : byId.get(target['panelId']);
    const asked =
      shared === undefined
        ? [{ owner: panel, target }]
        : toList(shared['targets']).map((target) => ({ owner: shared, target }));
    for (const { owner, target } of asked) {
      const slug = queries.add(
        targets.length > 1 ? `${name}-${String(target['refId'])}` : name,
        {
          ...target,
          datasource: datasourceOf(target, owner, types),
          transformations: panel['transformations'],
        },
        note,
      );
      if (slug !== undefined) letters.set(String(target['refId']), slug);
    }
  }
  return letters;
}

/** Types of datasources by the variables and inputs that stand for one. */
function datasourceTypes(dashboard: Json): Map<string, string> {
  const variables = toList(toJson(dashboard['templating'])['list'])
    .filter(({ type }) => type === 'datasource')
    .map(({ name, query }): [string, string] => [String(name), String(query)]);
  const inputs = toList(dashboard['__inputs'])
    .filter(({ type }) => type === 'datasource')
    .map(({ name, pluginId }): [string, string] => [String(name), String(pluginId)]);
  return new Map([...inputs, ...variables]);
}

function notePanel(panel: Json, note: (text: string) => void): void {
  if (/\$\{?\w/.test(toText(panel['title']))) note('a variable in the title');
  for (const { title, url } of toList(panel['links']))
    note(`link ${String(title)} to ${String(url)}`);
  if (panel['alert'] !== undefined) note('alert');
  if (panel['libraryPanel'] !== undefined)
    note('a library panel, whose content is not in the file');
}

function gridOf(panel: Json): { x: number; y: number; w: number; h: number } {
  const { x, y, w, h } = toJson(panel['gridPos']);
  return { x: Number(x) || 0, y: Number(y) || 0, w: Number(w) || 12, h: Number(h) || 8 };
}
