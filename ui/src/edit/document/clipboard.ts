import type { LayoutCell } from '@heliostat/sdk';
import type { PanelFragment } from './panels.ts';

/** The fragment as text that is pleasant to read in a chat or a file. */
export function formatFragment(fragment: PanelFragment): string {
  return `${JSON.stringify(fragment, null, 2)}\n`;
}

/** The panels of a text; undefined when it holds none. What is wrong in them is said when they are saved. */
export function parseFragment(text: string): PanelFragment | undefined {
  const value = parseMap(text) as Partial<PanelFragment> | undefined;
  if (value?.kind !== 'panels') return;
  const { panels, queries = {}, cells = [], height } = value;
  if (!isMap(panels) || !isMap(queries) || Object.keys(panels).length === 0) return;
  const isPanel = (panel: unknown): boolean =>
    isMap(panel) && typeof (panel as { type?: unknown }).type === 'string';
  if (!Object.values(panels).every(isPanel) || !Object.values(queries).every(isMap)) return;
  return {
    kind: 'panels',
    format: 1,
    panels,
    queries,
    cells: Array.isArray(cells) ? cells.filter(isCell) : [],
    ...(typeof height === 'number' && { height }),
  };
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

function isCell(cell: unknown): cell is LayoutCell {
  if (!isMap(cell)) return false;
  const { panel, span } = cell as Partial<LayoutCell>;
  return typeof panel === 'string' && Number.isInteger(span) && (span ?? 0) > 0 && (span ?? 0) < 25;
}
