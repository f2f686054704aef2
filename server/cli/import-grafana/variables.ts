import type { Queries } from './queries.ts';
import { toChoice, toMatches, toSort } from './choice.ts';
import { intervalVariable, listVariable, switchVariable } from './listed.ts';
import type { NamedVariable } from './names.ts';
import { defined, someText, toJson, toText, type Json } from './source.ts';
import { watchReads } from './unread.ts';

type Note = (text: string) => void;

interface Around {
  names: ReadonlyMap<string, NamedVariable>;
  queries: Queries;
  note: (name: string) => Note;
}

/** The variables of the dashboard that is made, and those of them that its bar shows. */
export function convertVariables(
  variables: readonly Json[],
  { names, queries, note }: Around,
): { variables: Record<string, Json>; controls: string[] } {
  const converted: Record<string, Json> = {};
  const controls: string[] = [];
  for (const listed of variables) {
    const { tree: variable, noteUnread } = watchReads(listed, quietOfVariables);
    const { type, label, name: original, hide } = variable;
    if (type === 'adhoc') continue;
    const named = names.get(String(original));
    const convert = named && toVariables[named.type];
    if (named === undefined || convert === undefined) {
      note(String(original))(withoutCounterpart(variable));
      continue;
    }
    const making = { name: named.name, queries, note: note(String(original)) };
    const made = convert(variable, making);
    if (made === undefined) continue;
    const isShown = made['type'] !== 'constant';
    converted[named.name] = defined({
      ...made,
      label: isShown ? someText(label)?.slice(0, 80) : undefined,
    });
    if (isShown && hide !== 2 && hide !== 'hideVariable') controls.push(named.name);
    noteUnread(making.note);
  }
  return { variables: converted, controls };
}

/** What Grafana remembers, and when it asks again. */
const quietOfVariables = [
  ...[
    'id',
    'current',
    'options',
    'refresh',
    'definition',
    'skipUrlSync',
    'global',
    'error',
    'state',
  ],
  ...['queryValue', 'tagsQuery', 'tagValuesQuery', 'useTags', 'includeAll', 'multi', 'datasource'],
  ...[
    'auto',
    'auto_count',
    'auto_min',
    'valuesFormat',
    'allValue',
    'rootStateKey',
    'index',
    'query',
  ],
];

function withoutCounterpart({ type, query }: Json): string {
  if (type === 'datasource') return `no datasource plugin takes over ${toText(query)}`;
  return `no variable of type ${String(type)}`;
}

interface Making {
  name: string;
  queries: Queries;
  note: Note;
}

const toVariables: Readonly<Record<string, (variable: Json, making: Making) => Json | undefined>> =
  {
    query: queryVariable,
    list: (variable, { note }) => listVariable(variable, note),
    interval: (variable, { note }) => intervalVariable(variable, note),
    switch: switchVariable,
    text: ({ query, current }) =>
      defined({ type: 'text', default: someText(query) ?? someText(toJson(current)['value']) }),
    constant: ({ query }) => ({ type: 'constant', value: toText(query) }),
    datasource: ({ query, regex }, { queries, note }) =>
      defined({
        type: 'datasource',
        plugin: queries.pluginOf(toText(query)),
        matches: toMatches(regex, note),
      }),
  };

function queryVariable(variable: Json, { name, queries, note }: Making): Json | undefined {
  const { query, datasource, definition, regex, sort } = variable;
  const { __legacyStringValue: legacy, ...rest } = toJson(query);
  const text = typeof query === 'string' ? query : (legacy ?? definition);
  const slug = queries.add(
    `${name}-values`,
    { rawSql: text, query: text, ...rest, datasource },
    note,
  );
  if (slug === undefined) return undefined;
  return defined({
    type: 'query',
    query: slug,
    matches: toMatches(regex, note),
    sort: toSort(sort),
    ...toChoice(variable, 'query', note),
  });
}
