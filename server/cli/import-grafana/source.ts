import { HeliostatError } from '@heliostat/sdk';

export type Json = Readonly<Record<string, unknown>>;

/** A dashboard of Grafana in the one form that the rest of the import knows: the classic one. */
export interface GrafanaDashboard {
  dashboard: Json;
  /** In order; panels of a row come after it. */
  panels: readonly Json[];
}

/**
 * The dashboard in any of its forms: classic, classic inside `{ "dashboard": … }` or a resource, and
 * schema v2. Throws INVALID_FILE for anything else.
 */
export function readGrafana(value: unknown): GrafanaDashboard {
  const outer = toJson(value);
  const inner = toJson(outer['spec'] ?? outer['dashboard'] ?? outer);
  const dashboard = inner['elements'] === undefined ? inner : fromV2(inner);
  if (!Array.isArray(dashboard['panels']) && !Array.isArray(dashboard['rows'])) {
    throw new HeliostatError('INVALID_FILE', 'not a dashboard of Grafana: no panels', {
      hint: 'Export the dashboard as JSON and give that file.',
    });
  }
  return {
    dashboard,
    // Copies that a repeat left in the file are made anew.
    panels: opened([...ofOldRows(dashboard), ...toList(dashboard['panels'])]).filter(
      ({ repeatPanelId }) => typeof repeatPanelId !== 'number',
    ),
  };
}

/**
 * A collapsed row holds its panels, of which one may be a row again, where they stood when it was closed; what
 * comes after it has moved up since. Open, they stand below their row, and the rest below them.
 */
function opened(panels: readonly Json[]): Json[] {
  let lower = 0;
  const inOrder = panels.toSorted((a, b) => gridOf(a).y - gridOf(b).y);
  return inOrder.flatMap((panel) => {
    const shown = movedDown(panel, lower);
    const held = panel['type'] === 'row' ? opened(toList(panel['panels'])) : [];
    const [first] = held;
    if (first === undefined) return [shown];
    const { y: start } = gridOf(first);
    const ends = held.map(gridOf).map(({ y, h }) => y + h);
    lower += ends.reduce((end, other) => Math.max(end, other), start) - start;
    return [shown, ...held.map((one) => movedDown(one, gridOf(shown).y + 1 - start))];
  });
}

function movedDown(panel: Json, by: number): Json {
  const { y, ...grid } = gridOf(panel);
  return { ...panel, gridPos: { ...grid, y: y + by } };
}

/** Where a panel stands, in columns of 24 and lines of 30 px. */
export function gridOf(panel: Json): { x: number; y: number; w: number; h: number } {
  const { x, y, w, h } = toJson(panel['gridPos']);
  return { x: Number(x) || 0, y: Number(y) || 0, w: Number(w) || 12, h: Number(h) || 8 };
}

/** Before Grafana 5 a dashboard was rows of panels with a `span` of 12 columns. */
function ofOldRows(dashboard: Json): Json[] {
  let y = 0;
  return toList(dashboard['rows']).flatMap((row) => {
    const h = Math.max(3, Math.round((parseFloat(String(row['height'])) || 250) / 30));
    let x = 0;
    const panels = toList(row['panels']).map((panel) => {
      const w = 2 * (Number(panel['span']) || 12);
      if (x + w > 24) [x, y] = [0, y + h];
      const placed = { ...panel, gridPos: { x, y: y + 1, w, h } };
      x += w;
      return placed;
    });
    const title = row['showTitle'] === true ? row['title'] : '';
    const head = { type: 'row', title, repeat: row['repeat'], gridPos: { x: 0, y, w: 24, h: 1 } };
    y += h + 1;
    return [head, ...panels];
  });
}

/** Schema v2: elements apart from the layout, everything wrapped in `kind` and `spec`. */
function fromV2(spec: Json): Json {
  const time = toJson(spec['timeSettings']);
  const placed = placeLayout(toJson(spec['layout']), 0);
  return {
    ...spec,
    time: { from: time['from'], to: time['to'] },
    refresh: time['autoRefresh'],
    timezone: time['timezone'],
    templating: { list: toList(spec['variables']).map(variableOfV2) },
    annotations: { list: toList(spec['annotations']).map((one) => ({ ...toJson(one['spec']) })) },
    panels: placed.items.map(({ name, ...rest }) =>
      name === undefined ? rest : { ...panelOfV2(toJson(toJson(spec['elements'])[name])), ...rest },
    ),
  };
}

interface Placed {
  items: (Json & { name?: string })[];
  /** The next free line. */
  y: number;
}

function placeLayout({ kind, spec }: Json, y: number): Placed {
  const { items, rows, tabs, maxColumnCount } = toJson(spec);
  if (kind === 'RowsLayout') return placeSections(specsOf(rows), y);
  if (kind === 'TabsLayout') return placeTabs(specsOf(tabs), y);
  const list = specsOf(items);
  if (kind === 'AutoGridLayout') return placeEvenly(list, Number(maxColumnCount) || 3, y);
  const placed = list.map((item) => ({
    ...{ name: String(toJson(item['element'])['name']), ...repeatOfV2(item) },
    gridPos: { x: item['x'], y: y + Number(item['y']), w: item['width'], h: item['height'] },
  }));
  return { items: placed, y: Math.max(y, ...placed.map(({ gridPos: { y, h } }) => y + Number(h))) };
}

function placeSections(sections: readonly Json[], from: number): Placed {
  let y = from;
  const items = sections.flatMap((section) => {
    const gridPos = { x: 0, y, w: 24, h: 1 };
    const head = { type: 'row', title: section['title'], ...repeatOfV2(section), gridPos };
    const inner = placeLayout(toJson(section['layout']), y + 1);
    y = inner.y;
    return [head, ...inner.items];
  });
  return { items, y };
}

/** Below one another, each of their panels and rows with the name of its tab. */
function placeTabs(tabs: readonly Json[], from: number): Placed {
  let y = from;
  const items = tabs.flatMap((one, i) => {
    const tab = someText(one['title'])?.slice(0, 80) ?? `Tab ${i + 1}`;
    const inner = placeLayout(toJson(one['layout']), y);
    y = inner.y;
    const { repeat: tabRepeat } = repeatOfV2(one);
    return inner.items.map((item) => ({
      ...item,
      tab,
      ...(tabRepeat !== undefined && { tabRepeat }),
    }));
  });
  return { items, y };
}

function repeatOfV2({ repeat }: Json): Json {
  const { value, direction, maxPerRow } = toJson(repeat);
  return value === undefined ? {} : { repeat: value, repeatDirection: direction, maxPerRow };
}

function specsOf(list: unknown): Json[] {
  return toList(list).map((one) => toJson(one['spec']));
}

function placeEvenly(list: readonly Json[], columns: number, y: number): Placed {
  const [w, h] = [Math.floor(24 / columns), 8];
  const items = list.map((item, i) => ({
    ...{ name: String(toJson(item['element'])['name']), ...repeatOfV2(item) },
    gridPos: { x: (i % columns) * w, y: y + Math.floor(i / columns) * h, w, h },
  }));
  return { items, y: y + Math.ceil(list.length / columns) * h };
}

function panelOfV2({ spec }: Json): Json {
  const { title, description, links, data, vizConfig } = toJson(spec);
  const { queries, transformations, queryOptions } = toJson(toJson(data)['spec']);
  const viz = toJson(vizConfig);
  const { options, fieldConfig } = toJson(viz['spec']);
  return {
    ...{ title, description, links, options, fieldConfig, type: viz['group'] ?? viz['kind'] },
    ...toJson(queryOptions),
    targets: toList(queries).map((one) => targetOfV2(toJson(one['spec']))),
    transformations: toList(transformations).map((one) => ({
      id: one['group'] ?? one['kind'],
      ...toJson(one['spec']),
    })),
  };
}

function targetOfV2({ refId, hidden, query, datasource }: Json): Json {
  const { group, kind, datasource: named, spec } = toJson(query);
  const { name } = toJson(named);
  const type = group ?? toJson(datasource)['type'] ?? kind;
  return { ...toJson(spec), refId, hide: hidden, datasource: { type, uid: name } };
}

const kindsOfVariables: Readonly<Record<string, string>> = {
  ...{ QueryVariable: 'query', CustomVariable: 'custom', TextVariable: 'textbox' },
  ...{ ConstantVariable: 'constant', IntervalVariable: 'interval', SwitchVariable: 'switch' },
  ...{ DatasourceVariable: 'datasource', AdhocVariable: 'adhoc', GroupByVariable: 'groupby' },
};

function variableOfV2({ kind, spec, group, datasource: outer }: Json): Json {
  const { query, pluginId, datasource: beside, ...rest } = toJson(spec);
  const { kind: queryKind, group: queryGroup, spec: inner, datasource } = toJson(query);
  const type = kindsOfVariables[String(kind)] ?? String(kind);
  const isQuery = typeof query === 'object';
  // Filters have their datasource beside the kind, queries inside themselves; before v2beta1 both in the spec.
  const named = toJson(datasource ?? outer)['name'];
  const { type: oldType, uid } = toJson(beside);
  return {
    ...rest,
    ...{ type, query: isQuery ? inner : (query ?? pluginId) },
    datasource: { type: queryGroup ?? group ?? oldType ?? queryKind, uid: named ?? uid },
  };
}

/** The value as an object; anything else counts as an empty one. */
export function toJson(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : {};
}

/** The objects of a list; anything else counts as an empty one. */
export function toList(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(toJson) : [];
}

/** A text, or a number as one; empty for anything else. */
export function toText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** What a text says; undefined where there is none. */
export function someText(value: unknown): string | undefined {
  const text = toText(value);
  return text === '' ? undefined : text;
}

/** A number; undefined for anything else. */
export function toNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The entries that say something. */
export function defined(tree: Json): Json {
  return Object.fromEntries(Object.entries(tree).filter(([, value]) => value !== undefined));
}
