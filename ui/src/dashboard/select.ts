import type { Filter, PanelDocument } from '@heliostat/sdk';
import type { Board } from './board.svelte.ts';

/** What choosing a mark does, as the panel's file says: a filter for all panels, or a link. */
export function selectFilters(
  board: Board,
  panel: PanelDocument,
  filters: readonly Filter[],
): void {
  const action = panel.onSelect;
  if (action === undefined || filters.length === 0) return;
  if (action.type === 'filter') {
    board.addFilters(filters);
    return;
  }
  const href = fillLink(action.url ?? '', filters);
  if (href === undefined)
    board.app.toasts.problem('The link of this panel is not allowed', action.url);
  else if (href.startsWith('/')) board.app.router.go(href);
  else window.open(href, '_blank', 'noopener,noreferrer');
}

/** `{field}` replaced by the chosen value; only http, https and paths of this server. */
export function fillLink(url: string, filters: readonly Filter[]): string | undefined {
  const filled = url.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = filters.find((filter) => filter.field === name)?.value ?? '';
    return encodeURIComponent(Array.isArray(value) ? value.join(',') : String(value));
  });
  return /^(https?:\/\/|\/(?![/\\]))/i.test(filled) ? filled : undefined;
}
