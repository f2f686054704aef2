import { initialValues, listedOptions, tabsOf, type LayoutRow } from '@heliostat/sdk';
import { tick } from 'svelte';
import type { Command } from '../app/commands.svelte.ts';
import type { Board } from './board.svelte.ts';
import { fold, isFolded } from './folding.ts';
import { showTab, tabOfPanel } from './tabs.ts';

/** Values of one variable that are offered by name. */
const maxValues = 40;

/** What is on the open dashboard, for who searches it: panels, rows and tabs to go to, variables to set. */
export function placeCommands(board: Board): readonly Command[] {
  return [...panelCommands(board), ...rowCommands(board), ...variableCommands(board)].map(
    (command) => ({ ...command, isSearched: true }),
  );
}

function panelCommands(board: Board): Command[] {
  return Object.keys(board.document.panels).flatMap((slug) => {
    const title = board.panelTitle(slug);
    const group = 'Panels';
    return [
      {
        ...{ id: `go.${slug}`, title, group, isPanel: true },
        run: () => void goToPanel(board, slug),
      },
      {
        ...{ id: `full.${slug}`, title: `${title}: full screen`, group },
        run: () => board.show({ panel: slug }),
      },
      {
        ...{ id: `edit.${slug}`, title: `${title}: edit`, group },
        run: () => board.show({ edit: slug, panel: undefined }),
      },
    ];
  });
}

function rowCommands(board: Board): Command[] {
  const { rows } = board.document.layout;
  const tabs = tabsOf(rows).map((tab) => ({
    ...{ id: `tab.${tab}`, title: `Tab ${tab}`, group: 'Tabs and rows' },
    run: () => showTab(board, tab),
  }));
  const titled = rows.flatMap((row, index) => {
    const [first] = panelsOf(row);
    if (row.title === undefined || first === undefined) return [];
    const title = `Row ${board.variables.fill(row.title)}`;
    const run = (): void => void goToPanel(board, first);
    return [{ id: `row.${index}`, title, group: 'Tabs and rows', run }];
  });
  return [...tabs, ...titled];
}

function variableCommands(board: Board): Command[] {
  return Object.entries(board.document.variables ?? {}).flatMap(([slug, variable]) => {
    if (variable.type === 'constant' || variable.type === 'filters') return [];
    const name = 'label' in variable ? (variable.label ?? slug) : slug;
    const known = board.variables.choices(slug).options ?? listedOptions(variable);
    const set = (values: readonly string[]) => () => board.setVariable(slug, values);
    return [
      ...known.slice(0, maxValues).map(({ value, label }) => ({
        ...{ id: `set.${slug}.${value}`, title: `Set ${name} to ${label}`, group: 'Variables' },
        run: set([value]),
      })),
      {
        ...{ id: `reset.${slug}`, title: `Set ${name} as it was at first`, group: 'Variables' },
        run: set(initialValues(variable)),
      },
    ];
  });
}

/** Brings a panel onto the page: its tab is shown, its row unfolded, the focus on its menu. */
export async function goToPanel(board: Board, slug: string): Promise<void> {
  const row = board.document.layout.rows.find((one) => panelsOf(one).includes(slug));
  if (board.view.panel !== undefined) board.show({ panel: undefined });
  const tab = tabOfPanel(board.document, slug);
  if (tab !== undefined) showTab(board, tab);
  const title = row?.title;
  if (title !== undefined && isFolded(board, title)) fold(board, title, false);
  await tick();
  const found = [...document.querySelectorAll<HTMLElement>('[data-panel]')].find(
    ({ dataset }) => dataset['panel']?.split('@')[0] === slug,
  );
  found?.scrollIntoView({ block: 'center' });
  found?.querySelector<HTMLElement>('.panel-menu')?.focus({ preventScroll: true });
}

function panelsOf({ cells }: LayoutRow): readonly string[] {
  return cells.flatMap(({ panel, stack }) => stack ?? panel ?? []);
}
