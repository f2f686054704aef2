import type { GrafanaVariable } from '@heliostat/sdk/grafana';
import { buildSlugs } from './slugs.ts';
import { offersAll } from './choice.ts';
import { toJson, type Json } from './source.ts';

/** A variable that comes over: its slug, and what kind of variable it is here. */
export interface NamedVariable extends GrafanaVariable {
  type: string;
}

const kinds: Readonly<Record<string, string>> = {
  ...{ query: 'query', custom: 'list', textbox: 'text', constant: 'constant' },
  ...{ interval: 'interval', datasource: 'datasource', switch: 'switch' },
};

/** What a variable of a type of Grafana is here; undefined where it is none that a text can mention. */
function kindOf(type: unknown): string | undefined {
  return Object.hasOwn(kinds, String(type)) ? kinds[String(type)] : undefined;
}

/** Variables that queries and texts may mention, by their names in Grafana. */
export function nameVariables(
  variables: readonly Json[],
  plugins: ReadonlyMap<string, unknown>,
): Map<string, NamedVariable> {
  const slug = buildSlugs('variable');
  return new Map(
    variables.flatMap((variable): [string, NamedVariable][] => {
      const type = kindOf(variable['type']);
      // A choice among datasources that no plugin here asks is none.
      if (type === undefined || (type === 'datasource' && !plugins.has(String(variable['query']))))
        return [];
      const name = String(variable['name']);
      const multi = variable['multi'] === true || offersAll(variable, type);
      return [[name, { name: slug(name), type, multi, isInterval: type === 'interval' }]];
    }),
  );
}

/** `$name` of the datasource variable that a datasource of Grafana is chosen by. */
export function datasourceVariable(
  datasource: unknown,
  names: ReadonlyMap<string, NamedVariable>,
): string | undefined {
  const name = /^\$\{?(\w+)\}?$/.exec(String(toJson(datasource)['uid']))?.[1];
  const found = names.get(name ?? '');
  return found?.type === 'datasource' ? `$${found.name}` : undefined;
}

const mention = /\$\{(\w+)(?::\w+)?\}|\$(\w+)|\[\[(\w+)(?::\w+)?\]\]/g;

/** A text with variables by their slugs; `note` hears of those that are none. */
export function renameMentions(
  text: string,
  names: ReadonlyMap<string, NamedVariable>,
  note: (text: string) => void,
): string {
  return text.replaceAll(mention, (whole: string, ...found: Captured) => {
    const named = names.get(nameIn(found));
    if (named !== undefined) return `\${${named.name}}`;
    if (/[a-z_]/i.test(whole)) note(`${whole} in “${text.slice(0, 80)}”`);
    return whole;
  });
}

/** A URL with variables as our links mention them, `$name`; undefined where one is none here. */
export function renameInUrl(
  url: string,
  names: ReadonlyMap<string, NamedVariable>,
): string | undefined {
  const lost: string[] = [];
  const renamed = url
    .replaceAll(/\$\{__url_time_range\}|\$__url_time_range\b/g, '$__range')
    .replaceAll(/\$\{__all_variables\}|\$__all_variables\b/g, '$__variables')
    .replaceAll(mention, (whole: string, ...found: Captured) => {
      if (whole === '$__range' || whole === '$__variables') return whole;
      const named = names.get(nameIn(found));
      const [, , , offset, all] = found;
      // What follows must not read as more of the name.
      const isCut = /^[a-z0-9-]/.test(all.slice(offset + whole.length));
      if (named === undefined || isCut) lost.push(whole);
      return `$${named?.name ?? ''}`;
    });
  return lost.length === 0 ? renamed : undefined;
}

type Capture = string | undefined;
type Captured = [Capture, Capture, Capture, number, string];

function nameIn([braced, bare, bracketed]: Captured): string {
  return braced ?? bare ?? bracketed ?? '';
}
