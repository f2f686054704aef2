import type { GrafanaPanelImport } from '@heliostat/sdk/grafana';
import { convertAnnotations } from './annotations.ts';
import { convertFilters } from './filters.ts';
import { toRows } from './grid.ts';
import { Queries, type DatasourceImports } from './queries.ts';
import { convertLinks } from './links.ts';
import { nameVariables } from './names.ts';
import { convertPanels } from './panels.ts';
import {
  defined,
  someText,
  toJson,
  toList,
  toText,
  type GrafanaDashboard,
  type Json,
} from './source.ts';
import { watchReads } from './unread.ts';
import { convertVariables } from './variables.ts';

export interface PanelImporter {
  /** Of the plugin. */
  id: string;
  importer: GrafanaPanelImport;
}

/** What the installed plugins take over. */
export interface Importers {
  /** Panel plugins by types of Grafana. */
  panels: ReadonlyMap<string, readonly PanelImporter[]>;
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
  { dashboard: written, panels }: GrafanaDashboard,
  importers: Importers,
): Imported {
  const said = new Map<string, ImportNote>();
  const noteAt = (place: string) => (text: string) =>
    void said.set(JSON.stringify([place, text]), { place, text });
  const { tree: dashboard, noteUnread } = watchReads(written, quietOfDashboards);
  const listed = toList(toJson(dashboard['templating'])['list']);
  const { datasources } = importers;
  const names = nameVariables(listed, datasources);
  const queries = new Queries({ datasources, variables: names });
  const note = (name: string) => noteAt(`variable ${name}`);
  const { variables: chosen, controls: bar } = convertVariables(listed, { names, queries, note });
  const types = datasourceTypes(dashboard);
  const board = convertPanels(panels, { importers, queries, noteAt, types, names });
  const marking = { queries, noteAt, types, panels: board.slugs };
  const annotations = convertAnnotations(dashboard, marking);
  const filters = convertFilters(listed, { queries, taken: Object.keys(chosen), note });
  const variables = { ...chosen, ...filters };
  const controls = [...bar, ...Object.keys(filters)];
  const inHead = convertLinks(toList(dashboard['links']), { names, note: noteAt('dashboard') });
  const links = [...inHead, ...board.links].slice(0, 30);
  const document = {
    $schema: 'https://heliostat.dev/schema/dashboard.v1.json',
    ...{ kind: 'dashboard', format: 1 },
    ...headOf(dashboard, noteAt('dashboard')),
    ...(links.length > 0 && { links }),
    ...(Object.keys(variables).length > 0 && { variables }),
    ...(Object.keys(variables).length > 0 && { controls }),
    ...(Object.keys(queries.documents).length > 0 && { queries: queries.documents }),
    ...(Object.keys(annotations).length > 0 && { annotations }),
    panels: board.panels,
    layout: { rows: toRows(board.placed, noteAt) },
  };
  noteUnread(noteAt('dashboard'));
  return { document, notes: [...said.values()], panels: Object.keys(board.panels).length };
}

/** What says where a dashboard comes from, who may do what, and what the form of the file is. */
const quietOfDashboards = [
  ...[
    'id',
    'uid',
    'gnetId',
    'version',
    'iteration',
    'schemaVersion',
    'revision',
    'fiscalYearStartMonth',
  ],
  ...[
    '__inputs',
    '__requires',
    '__elements',
    'editable',
    'style',
    'hideControls',
    'panels',
    'rows',
  ],
  ...['graphTooltip', 'cursorSync', 'liveNow', 'preload', 'sharedCrosshair', 'originalTitle'],
  ...['elements', 'layout', 'variables', 'timeSettings', 'time', 'templating', 'annotations'],
];

function headOf(dashboard: Json, note: (text: string) => void): Json {
  const { title, description, tags, time, refresh, timezone } = dashboard;
  const { from, to } = toJson(time);
  const every = /^[1-9]\d*[smh]$/.exec(toText(refresh))?.[0];
  if (every === undefined && toText(refresh) !== '') note(`refreshed every ${toText(refresh)}`);
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
