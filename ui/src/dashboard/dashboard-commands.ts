import { parseRangeText, type Interval, type RangeText } from '@heliostat/sdk';
import { copyText } from '../app/clipboard.ts';
import type { Command } from '../app/commands.svelte.ts';
import type { Board } from './board.svelte.ts';
import { foldAll } from './folding.ts';
import { panelCommands, share } from './panel-commands.ts';
import {
  formatClipboard,
  parseClipboard,
  quickRanges,
  scaleInterval,
  shiftInterval,
  toRangeText,
} from './ranges.ts';

/** What a dashboard as a whole may ask or show in a dialog. */
export type BoardDialog = 'versions' | 'move' | 'duplicate';

interface Open {
  range: () => void;
  dialog: (dialog: BoardDialog) => void;
}

/** Commands of an open dashboard; keys as in Grafana where it has one. */
export function dashboardCommands(board: Board, open: Open): readonly Command[] {
  return [
    ...rangeCommands(board, open),
    ...panelCommands(board),
    ...refreshCommands(board, 'Dashboard'),
    ...boardCommands(board),
    ...fileCommands(board, open),
  ];
}

/** Of the time range, also where there is no dashboard. */
export function rangeCommands(board: Board, open: Pick<Open, 'range'>): Command[] {
  const group = 'Time range';
  const zoom = (factor: number) => () => board.zoom(scaleInterval(board.interval(), factor));
  const shift = (direction: 1 | -1) => () =>
    board.setRange(toRangeText(shiftInterval(board.interval(), direction)));
  return [
    { id: 'range.open', title: 'Choose a time range', group, keys: ['t r'], run: open.range },
    { id: 'range.out', title: 'Zoom out', group, keys: ['t z', 't -'], run: zoom(2) },
    { id: 'range.in', title: 'Zoom in', group, keys: ['t =', 't Shift++'], run: zoom(0.5) },
    { id: 'range.earlier', title: 'Earlier', group, keys: ['t ArrowLeft'], run: shift(-1) },
    { id: 'range.later', title: 'Later', group, keys: ['t ArrowRight'], run: shift(1) },
    {
      id: 'range.absolute',
      title: 'Make the range absolute',
      group,
      keys: ['t a'],
      run: () => board.setRange(toRangeText(board.interval())),
    },
    {
      id: 'range.copy',
      title: 'Copy the range',
      group,
      keys: ['t c'],
      run: () => void copy(board),
    },
    {
      id: 'range.paste',
      title: 'Paste a range',
      group,
      keys: ['t v'],
      run: () => void paste(board),
    },
    {
      id: 'range.back',
      title: 'Undo a zoom or filter, leave full screen',
      group,
      keys: ['Escape'],
      hidden: true,
      run: () => leave(board),
    },
    ...quickRanges.map(([title, from, to]): Command => ({
      id: `range.${from}`,
      title,
      group,
      run: () => board.setRange({ from, to }),
    })),
  ];
}

/** Where the pointer or the data cursor is, else now. */
function momentOf(board: Board): Interval {
  const now = board.cursor.time ?? board.app.live.now();
  const at = now - (board.focused === undefined ? 0 : board.time.shiftMs(board.focused));
  return { from: at, to: at };
}

function boardCommands(board: Board): Command[] {
  return [
    {
      id: 'board.edit',
      title: 'Edit, or leave edit mode',
      group: 'Dashboard',
      keys: ['e'],
      run: () => board.show({ edit: board.view.edit === undefined ? '' : undefined }),
    },
    {
      id: 'board.print',
      title: 'Print, or save as PDF',
      group: 'Dashboard',
      keys: ['$mod+p'],
      run: () => void print(board, false),
    },
    {
      id: 'board.print-across',
      title: 'Print across the page',
      group: 'Dashboard',
      run: () => void print(board, true),
    },
    {
      ...{ id: 'board.annotate', title: 'Note what happened', group: 'Dashboard', keys: ['n'] },
      run: () => board.annotations.begin(momentOf(board), board.focused),
    },
    {
      ...{
        id: 'board.cursor',
        title: 'Shared cursor: crosshair, tooltip, off',
        group: 'Dashboard',
      },
      ...{ keys: ['$mod+o'], run: () => board.cycleCursor() },
    },
    {
      ...{ id: 'board.fold', title: 'Fold all rows', group: 'Dashboard', keys: ['d Shift+C'] },
      run: () => foldAll(board, true),
    },
    {
      ...{ id: 'board.unfold', title: 'Unfold all rows', group: 'Dashboard', keys: ['d Shift+E'] },
      run: () => foldAll(board, false),
    },
    {
      ...{ id: 'board.share', title: 'Share', group: 'Dashboard', keys: ['p s'] },
      run: () => share(board, board.focused ?? board.view.panel),
    },
  ];
}

/** Of the queries of a page and a link to it, also where there is no dashboard. */
export function refreshCommands(board: Board, group: string): readonly Command[] {
  return [
    { id: 'board.reload', title: 'Refresh', group, keys: ['d r'], run: () => board.reload() },
    {
      id: 'board.pause',
      title: 'Pause or go on',
      group,
      keys: ['Space'],
      run: () => board.togglePause(),
    },
    {
      id: 'board.live',
      title: 'Live',
      group,
      keys: ['d l'],
      run: () => board.setRefresh('live'),
    },
    {
      id: 'board.link',
      title: 'Copy a link to this view',
      group,
      keys: ['p u'],
      run: () => void copyLink(board),
    },
  ];
}

/** About the dashboard's file, and the wall it hangs on. */
function fileCommands(board: Board, open: Open): Command[] {
  const group = 'Dashboard';
  // The draft of one that is edited belongs to its place.
  const askAboutFile = (dialog: BoardDialog) => () =>
    board.view.edit === undefined
      ? open.dialog(dialog)
      : board.app.toasts.problem('Save or discard the changes first');
  return [
    {
      ...{ id: 'board.versions', title: 'Versions', group, keys: ['d v'] },
      run: () => open.dialog('versions'),
    },
    { id: 'board.move', title: 'Rename or move', group, run: askAboutFile('move') },
    { id: 'board.copy', title: 'Duplicate the dashboard', group, run: askAboutFile('duplicate') },
    {
      ...{ id: 'board.kiosk', title: 'Kiosk: nothing but the dashboard', group, keys: ['d k'] },
      run: () => board.show({ kiosk: !board.view.kiosk, edit: undefined }),
    },
  ];
}

async function print(board: Board, isAcross: boolean): Promise<void> {
  try {
    const { printDashboard } = await import('../picture/print.svelte.ts');
    await printDashboard(board, isAcross);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : undefined;
    board.app.toasts.problem('The dashboard could not be printed', reason);
  }
}

/** Puts a link to the view on the clipboard; `absolute` freezes relative times. */
export async function copyLink(
  board: Board,
  options: { panel?: string; absolute?: boolean } = {},
): Promise<void> {
  const range = options.absolute === true ? toRangeText(board.interval()) : {};
  const href = board.href({
    ...range,
    ...(options.panel !== undefined && { panel: options.panel }),
  });
  const done = options.absolute ? 'Link with fixed times copied' : 'Link copied';
  await copyText(board.app.toasts, href, done);
}

function leave(board: Board): void {
  if (board.view.inspect !== undefined) board.show({ inspect: undefined });
  else if (board.zoomBack() || board.filters.back()) return;
  else if (board.view.panel !== undefined) board.show({ panel: undefined });
  else if (board.view.kiosk) board.show({ kiosk: false });
}

async function copy(board: Board): Promise<void> {
  await copyText(board.app.toasts, formatClipboard(board.view), 'Time range copied');
}

async function paste(board: Board): Promise<void> {
  try {
    const text = await navigator.clipboard.readText();
    board.setRange(toRange(text, board.timeZone));
  } catch {
    board.app.toasts.problem('There is no time range on the clipboard');
  }
}

function toRange(text: string, timeZone: string): RangeText {
  return parseClipboard(text) ?? parseRangeText(text, Date.now(), timeZone);
}
