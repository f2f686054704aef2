import { tabsOf, type DashboardDocument, type LayoutCell } from '@heliostat/sdk';
import { didYouMean } from '@heliostat/sdk/check';
import type { KeyPath } from './positions.ts';
import type { Finding } from './validate.ts';

/** Every panel is placed exactly once, and every cell holds something that exists. */
export function checkLayout({ layout, panels }: DashboardDocument): Finding[] {
  const names = Object.keys(panels);
  const placed = new Set<string>();
  const findings: Finding[] = [];
  for (const { path, panel } of placements(layout.rows)) {
    if (panel === undefined) findings.push({ path, message: 'a cell has either panel or stack' });
    else if (!names.includes(panel)) {
      findings.push({ path, message: `no panel "${panel}"${didYouMean(panel, names)}` });
    } else if (placed.has(panel)) {
      findings.push({ path, message: `panel "${panel}" is placed twice` });
    } else placed.add(panel);
  }
  const unplaced = names.filter((name) => !placed.has(name));
  return [...findings, ...unplaced.map(toUnplaced), ...checkTabs(layout)];
}

/** A tab is named by each of its rows, so a slip of the pen makes another one. */
function checkTabs({ rows }: DashboardDocument['layout']): Finding[] {
  const plain = (tab: string): string => tab.trim().toLowerCase();
  const tabs = tabsOf(rows);
  return tabs.flatMap((tab, i): Finding[] => {
    const first = tabs.slice(0, i).find((other) => plain(other) === plain(tab));
    const isBlank = plain(tab) === '';
    if (first === undefined && !isBlank) return [];
    const path: KeyPath = ['layout', 'rows', rows.findIndex((row) => row.tab === tab), 'tab'];
    if (isBlank) return [{ path, message: `tab "${tab}": nobody could read its name` }];
    const message = `tab "${tab}" is another tab than "${first ?? ''}"`;
    return [{ path, message, severity: 'warning' }];
  });
}

interface Placement {
  path: KeyPath;
  /** Undefined where the cell holds nothing, or both a panel and a stack. */
  panel: string | undefined;
}

function placements(rows: DashboardDocument['layout']['rows']): Placement[] {
  return rows.flatMap(({ cells }, row) =>
    cells.flatMap((cell, i) => inCell(cell, ['layout', 'rows', row, 'cells', i])),
  );
}

function inCell(cell: LayoutCell, path: KeyPath): Placement[] {
  if ((cell.panel === undefined) === (cell.stack === undefined))
    return [{ path, panel: undefined }];
  if (cell.panel !== undefined) return [{ path: [...path, 'panel'], panel: cell.panel }];
  return (cell.stack ?? []).map((panel, i) => ({ path: [...path, 'stack', i], panel }));
}

function toUnplaced(name: string): Finding {
  const message = `panel "${name}" is not placed in the layout, so it is not shown`;
  return { path: ['panels', name], message, severity: 'warning', at: 'key' };
}
