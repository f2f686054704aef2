import {
  own,
  type DashboardDocument,
  type LayoutCell,
  type LayoutRow,
  type PanelDocument,
} from '@heliostat/sdk';

/** Variables that one copy of a panel or row is fixed to: by slug, the value. */
export type Scope = Readonly<Record<string, string>>;

/** A row as it is drawn: repeated ones once for each value. */
export interface DrawnRow {
  row: LayoutRow;
  /** What its own copy is fixed to; empty for a row that is not repeated. */
  scope: Scope;
  /** Values that got no copy. */
  left: number;
}

export const maxCopies = 50;

/** The values of a variable to repeat by; undefined while they are not known yet. */
export type ValuesOf = (variable: string) => readonly string[] | undefined;

/**
 * The layout with its copies: a panel's slug becomes the id of its copy, `errors@country=DE`. At most 50
 * copies of one row or cell; what is not known yet has none.
 */
export function expandRows(
  { layout }: Pick<DashboardDocument, 'layout'>,
  valuesOf: ValuesOf,
): DrawnRow[] {
  return layout.rows.flatMap(({ repeat, ...row }) => {
    const { scopes, left } = scopesOf(repeat, valuesOf);
    return scopes.map((scope, i) => {
      const isLast = i === scopes.length - 1;
      const cells = row.cells.map((cell) => expandCell(cell, scope, valuesOf));
      return {
        row: { ...row, cells: cells.flatMap((copies) => copies.cells) },
        scope,
        left: (isLast ? left : 0) + cells.reduce((sum, copies) => sum + copies.left, 0),
      };
    });
  });
}

function expandCell(
  { repeat, ...cell }: LayoutCell,
  outer: Scope,
  valuesOf: ValuesOf,
): { cells: LayoutCell[]; left: number } {
  // Inside a copy for a value, its variable has that value only.
  const { scopes, left } = scopesOf(repeat, (name) => {
    const value = own(outer, name);
    return value === undefined ? valuesOf(name) : [value];
  });
  const cells = scopes.map((scope) => {
    const id = (slug: string) => copyId(slug, { ...outer, ...scope });
    return {
      ...cell,
      ...(cell.panel !== undefined && { panel: id(cell.panel) }),
      ...(cell.stack !== undefined && { stack: cell.stack.map(id) }),
    };
  });
  return { cells, left };
}

function scopesOf(
  repeat: string | undefined,
  valuesOf: ValuesOf,
): { scopes: readonly Scope[]; left: number } {
  if (repeat === undefined) return { scopes: [{}], left: 0 };
  const values = [...new Set(valuesOf(repeat) ?? [])];
  return {
    scopes: values.slice(0, maxCopies).map((value) => ({ [repeat]: value })),
    left: Math.max(0, values.length - maxCopies),
  };
}

/** `errors@country=DE`: what the URL, links and keys name a copy by. */
export function copyId(slug: string, scope: Scope): string {
  const fixed = Object.entries(scope).map(([name, value]) => `@${name}=${encode(value)}`);
  return slug + fixed.join('');
}

/** The panel and what it is fixed to, of the id of a copy or a plain slug. */
export function readId(id: string): { slug: string; scope: Scope } {
  const [slug = id, ...fixed] = id.split('@');
  const pairs = fixed.flatMap((pair): [string, string][] => {
    const at = pair.indexOf('=');
    return at < 1 ? [] : [[pair.slice(0, at), decode(pair.slice(at + 1))]];
  });
  return { slug, scope: Object.fromEntries(pairs) };
}

/** By its slug, or the id of a copy of it. */
export function panelOf(
  { panels }: Pick<DashboardDocument, 'panels'>,
  id: string,
): PanelDocument | undefined {
  return own(panels, readId(id).slug);
}

/** The variables that anything of the layout is repeated by, each once. */
export function repeatedBy({ layout }: Pick<DashboardDocument, 'layout'>): string[] {
  const names = layout.rows.flatMap((row) => [row.repeat, ...row.cells.map((cell) => cell.repeat)]);
  return [...new Set(names.filter((name) => name !== undefined))];
}

function encode(value: string): string {
  return value.replaceAll(/[%@]/g, encodeURIComponent);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
