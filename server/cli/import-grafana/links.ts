import type { DashboardLink } from '@heliostat/sdk';
import { someText, toText, type Json } from './source.ts';

/** Links in the head of a Grafana dashboard; those to dashboards of Grafana have no counterpart. */
export function convertLinks(
  links: readonly Json[],
  note: (text: string) => void,
): DashboardLink[] {
  return links.flatMap((link): DashboardLink[] => {
    const converted = link['type'] === 'dashboards' ? toTag(link, note) : toUrl(link);
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

/** Another dashboard is known by an id here that it has not there. */
function toUrl(link: Json): DashboardLink | undefined {
  const url = toText(link['url'])
    .replaceAll(/\$\{__url_time_range\}|\$__url_time_range/g, '$__range')
    .replaceAll(/\$\{__all_variables\}|\$__all_variables/g, '$__variables');
  if (!/^(https?:\/\/|\/(?![/\\]))/i.test(url) || /^\/(d|d-solo|dashboards?)\//.test(url)) return;
  if (url.replaceAll(/\$__(range|variables)/g, '').includes('$')) return;
  const kept = [
    ...(link['keepTime'] === true && !url.includes('$__range') ? ['$__range'] : []),
    ...(link['includeVars'] === true && !url.includes('$__variables') ? ['$__variables'] : []),
  ];
  const join = url.includes('?') ? '&' : '?';
  return { ...titleOf(link), url: kept.length === 0 ? url : `${url}${join}${kept.join('&')}` };
}

function titleOf(link: Json): { title?: string } {
  const title = someText(link['title'])?.slice(0, 80);
  return title === undefined ? {} : { title };
}
