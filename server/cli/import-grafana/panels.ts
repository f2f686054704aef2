import type { DashboardLink } from '@heliostat/sdk';
import type { GrafanaPanelImport } from '@heliostat/sdk/grafana';
import type { Importers } from './convert.ts';
import { toOnSelect } from './data-links.ts';
import { datasourceOf } from './datasource.ts';
import { toFields } from './fields.ts';
import type { Placed } from './grid.ts';
import { convertLinks } from './links.ts';
import { renameMentions, type NamedVariable } from './names.ts';
import type { Queries } from './queries.ts';
import { buildSlugs } from './slugs.ts';
import { defined, gridOf, someText, toJson, toList, toText, type Json } from './source.ts';
import { toPanelTime } from './time.ts';
import { watchReads } from './unread.ts';

type Note = (text: string) => void;

interface Board {
  /** Types of datasources by names that stand for one. */
  types: ReadonlyMap<string, string>;
  importers: Importers;
  queries: Queries;
  noteAt: (place: string) => (text: string) => void;
  /** Variables by their names in Grafana. */
  names: ReadonlyMap<string, NamedVariable>;
}

/** Panels, where they stand, and links of theirs, which have their place in the head of the dashboard. */
export function convertPanels(panels: readonly Json[], board: Board) {
  const slug = buildSlugs('panel');
  const converted: Record<string, Json> = {};
  const placed: Placed[] = [];
  const links: DashboardLink[] = [];
  const slugs = new Map<unknown, string>();
  const byId = new Map(panels.map((panel) => [panel['id'], panel]));
  for (const original of panels) {
    const { tree: panel, noteUnread } = watchReads(renamed(original, board.names), quietOfPanels);
    const isRow = panel['type'] === 'row';
    const titled = typeof panel['title'] === 'string' ? panel['title'] : '';
    const written = titled || (isRow ? '' : firstQueryName(panel));
    const name = isRow ? undefined : slug(written || String(panel['type']));
    const note = board.noteAt(isRow ? `row ${written}` : `panel ${name ?? ''}`);
    const title = renameMentions(written, board.names, note).slice(0, 200);
    placed.push({
      panel: name,
      title,
      tab: someText(panel['tab']),
      ...placeOf(panel, board, note),
    });
    if (name === undefined) continue;
    slugs.set(panel['id'], name);
    converted[name] = convertPanel(name, { panel, title }, { ...board, byId });
    links.push(...linksOf(panel, board, note));
    noteUnread(note);
  }
  return { panels: converted, placed, links, slugs };
}

/** What says where a panel comes from and how Grafana keeps it. */
const quietOfPanels = [
  ...['id', 'gridPos', 'pluginVersion', 'collapsed', 'transparent', 'editable', 'error', 'isNew'],
  ...['repeatDirection', 'maxPerRow', 'scopedVars', 'cacheTimeout', 'queryCachingTTL', 'targets'],
  ...['renderer', 'span', 'datasource', 'hideTimeOverride', 'libraryPanel', 'alert'],
];

/** Texts that a panel shows may mention variables, as those of text panels do. */
function renamed(panel: Json, names: Board['names']): Json {
  return { ...panel, options: renameTexts(panel['options'], names) };
}

function linksOf(panel: Json, { names }: Board, note: Note): DashboardLink[] {
  const links = convertLinks(toList(panel['links']), { names, note });
  for (const { title, url, tag } of links)
    note(`link ${title ?? url ?? tag ?? ''}: in the head of the dashboard`);
  return links;
}

function placeOf(panel: Json, { names }: Board, note: Note) {
  const grid = gridOf(panel);
  const { type, repeatDirection, maxPerRow, tabRepeat } = panel;
  if (tabRepeat !== undefined) note(`tab repeated by ${toText(tabRepeat)}`);
  const repeat = repeatOf(panel, names, note);
  // Copies side by side share the width of the page.
  const isShared = repeat !== undefined && repeatDirection !== 'v' && grid.w === 24;
  const w = isShared && type !== 'row' ? 24 / Math.min(24, Number(maxPerRow) || 4) : grid.w;
  return { ...grid, w, repeat };
}

const repeatable = ['query', 'list', 'datasource'];

/** Slug of the variable that a panel or row is repeated by. */
function repeatOf(panel: Json, names: Board['names'], note: Note): string | undefined {
  const by = toText(panel['repeat']);
  if (by === '') return undefined;
  const named = names.get(by);
  if (named !== undefined && repeatable.includes(named.type)) return named.name;
  note(`repeated by ${by}`);
  return undefined;
}

/** Panels without a title show the name of their field, and often say in their query what they show: `AS "Number of rows"`. */
function firstQueryName(panel: Json): string {
  const [target] = toList(panel['targets']);
  const text = toText(target?.['rawSql']) || toText(target?.['query']);
  return /\bas\s+["`]?([A-Za-z][\w ]{2,40})["`]/i.exec(text)?.[1] ?? '';
}

interface PanelBoard extends Board {
  byId: ReadonlyMap<unknown, Json>;
}

function convertPanel(
  name: string,
  { panel, title }: { panel: Json; title: string },
  board: PanelBoard,
): Json {
  const note = board.noteAt(`panel ${name}`);
  const { fallback, panels } = board.importers;
  const type = toText(panel['type']);
  const known = panels.get(type)?.find(({ importer }) => importer.takes?.(panel) ?? true);
  if (known === undefined) note(`no panel plugin takes over ${type}: shown as ${fallback}`);
  const letters = convertTargets(name, panel, { ...board, note });
  const config = fieldConfigOf(panel, known?.importer, note);
  const custom = toJson(toJson(config['defaults'])['custom']);
  const parts = { type, options: toJson(panel['options']), custom, panel };
  const around = { importer: known?.importer, queries: letters, names: board.names, note };
  const fields = toFields(config, around);
  notePanel(panel, note);
  return defined({
    type: known?.id ?? fallback,
    title: someText(title),
    description: someText(renameMentions(toText(panel['description']), board.names, note)),
    ...toQueries([...new Set(letters.values())]),
    time: toPanelTime(panel, note),
    options: known && defined(known.importer.options(parts, note)),
    fields: Object.keys(fields).length > 0 ? fields : undefined,
    onSelect: toOnSelect(panel, board.names, note),
  });
}

/** Of a panel that is older than `fieldConfig`, with what it may have of one by then. */
function fieldConfigOf(panel: Json, importer: GrafanaPanelImport | undefined, note: Note): Json {
  const own = toJson(panel['fieldConfig']);
  const old = importer?.fieldConfig?.(panel, note);
  if (old === undefined) return own;
  return {
    defaults: { ...toJson(own['defaults']), ...toJson(old['defaults']) },
    overrides: [...toList(old['overrides']), ...toList(own['overrides'])],
  };
}

function renameTexts(value: unknown, names: Board['names']): unknown {
  if (typeof value === 'string') return renameMentions(value, names, () => undefined);
  if (Array.isArray(value)) return value.map((one: unknown) => renameTexts(one, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, renameTexts(one, names)]),
  );
}

function toQueries(slugs: readonly string[]): Json {
  const [only] = slugs;
  return slugs.length > 1 ? { queries: slugs.slice(0, 8) } : { query: only };
}

function convertTargets(
  name: string,
  panel: Json,
  { queries, byId, types, note }: PanelBoard & { note: Note },
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
          interval: panel['interval'],
        },
        note,
      );
      if (slug !== undefined) letters.set(String(target['refId']), slug);
    }
  }
  return letters;
}

function notePanel(panel: Json, note: Note): void {
  if (panel['alert'] !== undefined) note('alert');
  if (panel['libraryPanel'] !== undefined)
    note('a library panel, whose content is not in the file');
}
