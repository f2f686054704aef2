import type { LayoutCell, LayoutRow } from '@heliostat/sdk';
import type { PanelFragment } from './panels.ts';

/** The fragment as text that is pleasant to read in a chat or a file. */
export function formatFragment(fragment: PanelFragment): string {
  return `${JSON.stringify(fragment, null, 2)}\n`;
}

/** The panels of a text; undefined when it holds none. What is wrong in them is said when they are saved. */
export function parseFragment(text: string): PanelFragment | undefined {
  const value = parseMap(text) as Partial<PanelFragment> | undefined;
  if (value?.kind !== 'panels') return;
  const { panels, queries = {}, variables = {}, cells, height, row } = value;
  if (!isMap(panels) || !hasOnlyPanels(panels) || ![queries, variables].every(isMapOfMaps)) return;
  return {
    kind: 'panels',
    format: 1,
    panels,
    queries,
    ...(Object.keys(variables).length > 0 && { variables }),
    ...(isRow(row) && { row }),
    cells: Array.isArray(cells) ? cells.filter(isCell) : [],
    ...(typeof height === 'number' && { height }),
  };
}

function hasOnlyPanels(panels: object): boolean {
  const all = Object.values(panels);
  return all.length > 0 && all.every(isPanel);
}

function isPanel(panel: unknown): boolean {
  return isMap(panel) && typeof (panel as { type?: unknown }).type === 'string';
}

function isMapOfMaps(value: unknown): boolean {
  return isMap(value) && Object.values(value).every(isMap);
}

function parseMap(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isMap(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRow(row: unknown): row is Omit<LayoutRow, 'cells'> {
  if (!isMap(row)) return false;
  const { title, repeat, controls = [] } = row as Record<string, unknown>;
  const isText = [title, repeat].every((text) => text === undefined || typeof text === 'string');
  return isText && Array.isArray(controls) && !('cells' in row);
}

function isCell(cell: unknown): cell is LayoutCell {
  if (!isMap(cell)) return false;
  const { panel, span } = cell as Partial<LayoutCell>;
  return typeof panel === 'string' && Number.isInteger(span) && (span ?? 0) > 0 && (span ?? 0) < 25;
}
