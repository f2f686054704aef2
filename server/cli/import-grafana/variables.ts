import type { GrafanaVariable } from '@heliostat/sdk/grafana';
import type { Queries } from './queries.ts';
import { buildSlugs } from './slugs.ts';
import { toJson, toList, toText, type Json } from './source.ts';

type Note = (text: string) => void;

/** Variables that queries may name, by their names in Grafana; datasources and filters are none here. */
export function nameVariables(variables: readonly Json[]): Map<string, GrafanaVariable> {
  const slug = buildSlugs('variable');
  return new Map(
    variables
      .filter(({ type }) => toVariables[String(type)] !== undefined)
      .map(({ name, multi, includeAll }) => [
        String(name),
        { name: slug(String(name)), multi: multi === true || includeAll === true },
      ]),
  );
}

interface Around {
  names: ReadonlyMap<string, GrafanaVariable>;
  queries: Queries;
  note: (name: string) => Note;
}

/** The variables of the dashboard that is made. */
export function convertVariables(variables: readonly Json[], around: Around): Record<string, Json> {
  const converted: Record<string, Json> = {};
  for (const variable of variables) {
    const { type, label, name: original } = variable;
    const note = around.note(String(original));
    const named = around.names.get(String(original));
    const convert = toVariables[String(type)];
    if (named === undefined || convert === undefined) {
      note(withoutCounterpart[String(type)] ?? `no variable of type ${String(type)}`);
      continue;
    }
    const made = convert(variable, { name: named.name, queries: around.queries, note });
    if (made === undefined) continue;
    converted[named.name] = {
      ...made,
      ...(made['type'] !== 'constant' && typeof label === 'string' && label !== '' && { label }),
    };
  }
  return converted;
}

const withoutCounterpart: Readonly<Record<string, string>> = {
  datasource: 'a choice of datasource: queries name the one of this workspace',
  adhoc: 'filters: every dashboard has them, queries obey them with $__filters',
};

interface Making {
  name: string;
  queries: Queries;
  note: Note;
}

const toVariables: Readonly<Record<string, (variable: Json, making: Making) => Json | undefined>> =
  {
    query: (variable, { name, queries, note }) => {
      const { query, datasource, definition, regex, multi, includeAll } = variable;
      const text = typeof query === 'string' ? query : definition;
      const target = { rawSql: text, query: text, ...toJson(query), datasource };
      const slug = queries.add(`${name}-values`, target, note);
      if (typeof regex === 'string' && regex !== '') note(`only values that match ${regex}`);
      if (slug === undefined) return undefined;
      return { type: 'query', query: slug, ...choice(multi, includeAll) };
    },
    custom: ({ query, options, multi, includeAll }) => {
      const listed = toList(options).map(({ value }) => String(value));
      const written =
        typeof query === 'string' ? query.split(',').map((value) => value.trim()) : [];
      const values = (written.length > 0 ? written : listed).filter(
        (value) => value !== '$__all' && value !== '',
      );
      // `text : value` shows another text than it means.
      const bare = values.map((value) => value.replace(/^.* : /, ''));
      return bare.length === 0
        ? undefined
        : { type: 'list', values: bare, ...choice(multi, includeAll) };
    },
    interval: ({ query }) => {
      const values = toText(query)
        .split(',')
        .map((value) => value.trim());
      return { type: 'list', values: values.filter((value) => value !== '') };
    },
    textbox: ({ query }) => ({
      type: 'text',
      ...(typeof query === 'string' && query !== '' && { default: query }),
    }),
    constant: ({ query }) => ({ type: 'constant', value: toText(query) }),
  };

/** Where all may be chosen, nothing chosen means all: only a choice of several can be empty. */
function choice(multi: unknown, includeAll: unknown): Json {
  return multi === true || includeAll === true ? { multi: true } : {};
}
