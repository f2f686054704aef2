import { playlistQuery } from '../app/playlist.ts';
import { formatView, type View } from './view.ts';

/** The query of the page at `url` with another view: what a playlist says beside the view stays. */
export function formatAddress(view: View, defaults: View, url: URL): string {
  const query = formatView(view, defaults);
  const list = playlistQuery(url);
  return list === '' ? query : `?${[list, query.slice(1)].filter(Boolean).join('&')}`;
}
