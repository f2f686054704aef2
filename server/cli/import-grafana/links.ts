import { isSafeLink, type DashboardLink } from '@heliostat/sdk';
import { renameInUrl, type NamedVariable } from './names.ts';
import { someText, toText, type Json } from './source.ts';

interface Around {
  names: ReadonlyMap<string, NamedVariable>;
  note: (text: string) => void;
}

/** Links of a Grafana dashboard or panel; those to dashboards of Grafana have no counterpart. */
export function convertLinks(links: readonly Json[], { names, note }: Around): DashboardLink[] {
  return links.flatMap((link): DashboardLink[] => {
    const converted = link['type'] === 'dashboards' ? toTag(link, note) : toUrl(link, names);
    if (converted !== undefined) return [converted];
    const url = someText(link['url']);
    note(
      `link ${toText(link['title'])}${url === undefined ? ` (${toText(link['type'])})` : ` to ${url}`}`,
    );
    return [];
  });
}

function toTag(link: Json, note: (text: string) => void): DashboardLink | undefined {
  const tags = Array.isArray(link['tags']) ? link['tags'].map(toText) : [];
  const [tag, ...others] = tags;
  if (tag === undefined) return;
  if (others.length > 0) note(`link ${toText(link['title'])}: only the tag ${tag}`);
  return { ...titleOf(link), tag };
}

function toUrl(link: Json, names: ReadonlyMap<string, NamedVariable>): DashboardLink | undefined {
  const url = renameInUrl(toText(link['url']), names);
  if (url === undefined || !isFollowable(url)) return;
  const kept = [
    ...(link['keepTime'] === true && !url.includes('$__range') ? ['$__range'] : []),
    ...(link['includeVars'] === true && !url.includes('$__variables') ? ['$__variables'] : []),
  ];
  const join = url.includes('?') ? '&' : '?';
  return { ...titleOf(link), url: kept.length === 0 ? url : `${url}${join}${kept.join('&')}` };
}

/** Another dashboard is known by an id here that it has not there. */
export function isFollowable(url: string): boolean {
  return isSafeLink(url) && !/^\/(d|d-solo|dashboards?)\//.test(url);
}

function titleOf(link: Json): { title?: string } {
  const title = someText(link['title'])?.slice(0, 80);
  return title === undefined ? {} : { title };
}
