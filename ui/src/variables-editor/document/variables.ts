import {
  renameInQuery,
  renameInText,
  type DashboardDocument,
  type LayoutRow,
  type QueryDocument,
  type Variable,
} from '@heliostat/sdk';
import { freeSlug } from '../../edit/document/slugs.ts';
import { inOrderOf } from '../../panel-editor/document/at.ts';
import { orderOf } from './order.ts';

type Variables = Readonly<Record<string, Variable>>;

/** A variable under a slug that is free, shown in the bar behind the others. */
export function addVariable(
  document: DashboardDocument,
  name: string,
  variable: Variable,
): { document: DashboardDocument; slug: string } {
  const { variables = {}, controls } = document;
  const slug = freeSlug(name, Object.keys(variables), 'variable');
  const shown = controls !== undefined && variable.type !== 'constant';
  return {
    slug,
    document: {
      ...document,
      variables: { ...variables, [slug]: variable },
      ...(shown && { controls: [...controls, slug] }),
    },
  };
}

/** The same once more, behind it. */
export function duplicateVariable(
  document: DashboardDocument,
  slug: string,
): { document: DashboardDocument; slug: string } {
  const variable = document.variables?.[slug];
  if (variable === undefined) return { document, slug };
  const added = addVariable(document, slug, variable);
  const order = orderOf(document);
  const place = order.indexOf(slug) + 1;
  const next = order.toSpliced(place, 0, added.slug);
  return { ...added, document: inOrder(added.document, next) };
}

/** Writes one variable as another, in its place. */
export function setVariable(
  document: DashboardDocument,
  slug: string,
  variable: Variable,
): DashboardDocument {
  if (document.variables?.[slug] === undefined) return document;
  return { ...document, variables: { ...document.variables, [slug]: variable } };
}

/** Without the variable, its controls, and what is repeated by it; queries that mention it stay. */
export function deleteVariable(document: DashboardDocument, slug: string): DashboardDocument {
  const { variables = {}, ...rest } = withoutControls(document, slug);
  const { [slug]: _gone, ...left } = variables;
  const isRepeated = <Part extends { repeat?: string }>({ repeat, ...part }: Part) =>
    repeat === undefined || repeat === slug ? part : { ...part, repeat };
  const rows = rest.layout.rows.map((row): LayoutRow => ({
    ...inOrderOf(row, isRepeated(row)),
    cells: row.cells.map((cell) => inOrderOf(cell, isRepeated(cell))),
  }));
  const found = Object.keys(left).length > 0 ? { variables: left } : {};
  return inOrderOf(document, { ...rest, ...found, layout: { ...rest.layout, rows } });
}

/** Another name for a variable, wherever it is mentioned. The name must be free. */
export function renameVariable(
  document: DashboardDocument,
  from: string,
  to: string,
): DashboardDocument {
  const { variables = {}, queries } = document;
  if (variables[from] === undefined || variables[to] !== undefined) return document;
  const name = (slug: string): string => (slug === from ? to : slug);
  const { variables: _v, queries: _q, controls, ...others } = document;
  const renamed = renameTexts(others, (text) => renameInText(text, from, to), name);
  return inOrderOf(document, {
    ...(renamed as typeof others),
    variables: mapKeys(variables, name),
    ...(controls !== undefined && { controls: controls.map(name) }),
    ...(queries !== undefined && {
      queries: renameTexts(queries, (text) => renameInQuery(text, from, to)) as Record<
        string,
        QueryDocument
      >,
    }),
  });
}

/** Every text of a value with another one; where `name` is given, also what a part is repeated by, and its controls. */
function renameTexts(
  value: unknown,
  text: (text: string) => string,
  name?: (slug: string) => string,
): unknown {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return value.map((one: unknown) => renameTexts(one, text, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]: [string, unknown]) => {
      if (name !== undefined && key === 'repeat' && typeof one === 'string')
        return [key, name(one)];
      if (name !== undefined && key === 'controls' && Array.isArray(one))
        return [key, one.map((slug) => name(String(slug)))];
      return [key, renameTexts(one, text, name)];
    }),
  );
}

/** Variables in another order: `controls` says it, the map follows so that the file reads alike. */
export function inOrder(document: DashboardDocument, order: readonly string[]): DashboardDocument {
  const { variables = {}, controls } = document;
  const sorted = Object.fromEntries(
    order.flatMap((slug) => (variables[slug] === undefined ? [] : [[slug, variables[slug]]])),
  ) as Variables;
  return {
    ...document,
    variables: { ...sorted },
    ...(controls !== undefined && { controls: order.filter((slug) => controls.includes(slug)) }),
  };
}

function withoutControls(document: DashboardDocument, slug: string): DashboardDocument {
  const drop = <Part extends { controls?: string[] }>(part: Part): Part => {
    if (part.controls?.includes(slug) !== true) return part;
    const { controls, ...rest } = part;
    const left = controls.filter((other) => other !== slug);
    return (left.length > 0 ? { ...part, controls: left } : rest) as Part;
  };
  const { controls } = document;
  return {
    ...document,
    // An empty bar is something else than one that has all.
    ...(controls !== undefined && { controls: controls.filter((other) => other !== slug) }),
    panels: Object.fromEntries(
      Object.entries(document.panels).map(([name, panel]) => [name, drop(panel)]),
    ),
    layout: { ...document.layout, rows: document.layout.rows.map(drop) },
  };
}

/** Where a variable is shown: in the bar, nowhere, or in the head of a row or of a panel. */
export type Place = 'bar' | 'nowhere' | { row: number } | { panel: string };

export function placeOf(document: DashboardDocument, slug: string): Place {
  const row = document.layout.rows.findIndex(({ controls }) => controls?.includes(slug));
  if (row >= 0) return { row };
  const panel = Object.entries(document.panels).find(([, { controls }]) =>
    controls?.includes(slug),
  )?.[0];
  if (panel !== undefined) return { panel };
  return document.controls?.includes(slug) === false ? 'nowhere' : 'bar';
}

export function placeVariable(
  document: DashboardDocument,
  slug: string,
  place: Place,
): DashboardDocument {
  const shown = barOf(document);
  const bar = orderOf(document).filter((other) =>
    other === slug ? place === 'bar' : shown.includes(other),
  );
  const cleared = { ...withoutControls(document, slug), controls: bar };
  return inOrderOf(document, withBar(intoHead(cleared, slug, place)));
}

function intoHead(document: DashboardDocument, slug: string, place: Place): DashboardDocument {
  if (typeof place !== 'object') return document;
  const add = <Part extends { controls?: string[] }>(part: Part): Part => ({
    ...part,
    controls: [...(part.controls ?? []), slug],
  });
  const { panels, layout } = document;
  if ('row' in place) {
    const rows = layout.rows.map((row, r) => (r === place.row ? add(row) : row));
    return { ...document, layout: { ...layout, rows } };
  }
  const panel = panels[place.panel];
  if (panel === undefined) return document;
  return { ...document, panels: { ...panels, [place.panel]: add(panel) } };
}

/** What the bar shows: what is in the head of a row or a panel is not in it. */
function barOf(document: DashboardDocument): string[] {
  const { controls, variables = {} } = document;
  const heads = inHeads(document);
  return (controls ?? Object.keys(variables)).filter((slug) => !heads.includes(slug));
}

function inHeads({ panels, layout }: DashboardDocument): string[] {
  return [...Object.values(panels), ...layout.rows].flatMap(({ controls = [] }) => controls);
}

/** Without `controls` where they say what is so without them. */
function withBar(document: DashboardDocument): DashboardDocument {
  const { controls, ...rest } = document;
  const isAll = JSON.stringify(controls) === JSON.stringify(barOf(rest));
  return isAll ? rest : document;
}

function mapKeys<Value>(
  map: Readonly<Record<string, Value>>,
  name: (key: string) => string,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [name(key), value]));
}
