import { countText } from '@heliostat/sdk';
import { isFollowable } from './links.ts';
import { renameInUrl, type NamedVariable } from './names.ts';
import { toJson, toList, type Json } from './source.ts';

type Note = (text: string) => void;

/** The first data link, where it names nothing but fields. */
export function toFieldLink(links: readonly Json[], key: string, note: Note): string | undefined {
  const [first, ...others] = links;
  const url = first?.['url'];
  if (typeof url !== 'string') return undefined;
  if (others.length > 0) note(countText(others.length, 'more data link'));
  const link = withFields(url, key);
  if (isFollowable(link.replace(/^\{/, 'https://{')) && !/\$|\{\*\}|\[\[/.test(link)) return link;
  // One for all fields that names variables is the panel's.
  if (key !== '*' || !isOfPanel(link)) note(`data link ${url}`);
  return undefined;
}

/** A data link for all fields that names variables or the time range: what choosing a mark does. */
export function toOnSelect(
  panel: Json,
  names: ReadonlyMap<string, NamedVariable>,
  note: Note,
): Json | undefined {
  const { defaults } = toJson(panel['fieldConfig']);
  const url = toList(toJson(defaults)['links'])[0]?.['url'];
  if (typeof url !== 'string') return undefined;
  const link = withFields(url, '*');
  if (!isOfPanel(link)) return undefined;
  const renamed = renameInUrl(link, names);
  if (renamed !== undefined) return { type: 'link', url: renamed };
  note(`data link ${url}`);
  return undefined;
}

function isOfPanel(link: string): boolean {
  return isFollowable(link) && /\$|\[\[/.test(link) && !link.includes('{*}');
}

/** `{name}` for what Grafana writes as `${__data.fields.name}`. */
function withFields(url: string, key: string): string {
  return url
    .replace(/\$\{__data\.fields\[?["'.]?([^"'\]}:]+)["']?\]?(?::\w+)?\}/g, '{$1}')
    .replace(/\$\{__value\.(?:raw|text|numeric)(?::\w+)?\}/g, `{${key}}`)
    .replace(/\$\{__field\.labels\.(\w+)(?::\w+)?\}/g, '{$1}');
}
