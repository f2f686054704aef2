import type { Board } from '../dashboard/board.svelte.ts';
import { toRangeText } from '../dashboard/ranges.ts';
import { pathHref } from '../app/route.ts';

/** How a link is to show what is shared. */
export interface LinkOptions {
  /** Id of the one panel; absent: the dashboard. */
  panel?: string | undefined;
  /** The times as they are now, instead of words like `now-1h`. */
  isFixed: boolean;
  /** Nothing but the dashboard, for a wall. */
  isKiosk?: boolean;
  /** Empty: as each reader has it. */
  theme: '' | 'light' | 'dark';
}

/** The address of what is on the screen. */
export function shareLink(board: Board, options: LinkOptions): string {
  return withTheme(viewLink(board, options), options.theme);
}

/** The same for pages elsewhere: without the application around it. */
export function embedLink(board: Board, options: LinkOptions): string {
  const { origin, search } = new URL(viewLink(board, { ...options, isKiosk: false }));
  return withTheme(origin + pathHref('/embed', board.path) + search, options.theme);
}

/** The query of the dashboard's URL, with fixed times. */
export function frozenView(board: Board): string {
  return new URL(viewLink(board, { isFixed: true })).search;
}

/** Whether the range moves with the time. */
export function isMoving({ view }: Board): boolean {
  return view.from.includes('now') || view.to.includes('now');
}

/** HTML that shows an address in a frame. */
export function frameCode(src: string, title: string, height: number): string {
  const attributes = [
    `src="${escapeHtml(src)}"`,
    `title="${escapeHtml(title)}"`,
    `width="100%" height="${height}"`,
    'style="border: 0" loading="lazy"',
  ];
  return `<iframe ${attributes.join(' ')}></iframe>`;
}

type Seen = Pick<LinkOptions, 'panel' | 'isFixed' | 'isKiosk'>;

/** What is being edited or inspected is nobody else's. */
function viewLink(board: Board, { panel, isFixed, isKiosk = false }: Seen): string {
  return board.href({
    ...(isFixed && toRangeText(board.interval())),
    ...{ panel, edit: undefined, inspect: undefined, kiosk: isKiosk },
  });
}

function withTheme(href: string, theme: LinkOptions['theme']): string {
  if (theme === '') return href;
  return `${href}${href.includes('?') ? '&' : '?'}theme=${theme}`;
}

function escapeHtml(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '"': '&quot;', '<': '&lt;', '>': '&gt;' };
  return text.replaceAll(/[&"<>]/g, (character) => names[character] ?? character);
}
