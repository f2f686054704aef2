import { formatFilter, parseFilter, type Filter } from '@heliostat/sdk';
import type { Queries } from './queries.ts';
import { buildSlugs } from './slugs.ts';
import { defined, someText, toJson, toList, toText, type Json } from './source.ts';

interface Around {
  queries: Queries;
  /** Slugs of the other variables. */
  taken: readonly string[];
  note: (name: string) => (text: string) => void;
}

/** Ad hoc filters whose table is known from the queries that obey them. */
export function convertFilters(
  variables: readonly Json[],
  { queries, taken, note }: Around,
): Record<string, Json> {
  const slug = buildSlugs('filters', taken);
  const found = variables
    .filter(({ type }) => type === 'adhoc')
    .flatMap((variable): [string, Json][] => {
      const name = String(variable['name']);
      const say = note(name);
      const type = toText(toJson(variable['datasource'])['type']);
      const tables = queries.filteredTables(type);
      const [table] = tables;
      if (table === undefined || tables.length > 1) {
        say(
          table === undefined
            ? 'filters of a table that no query names: give queries $__filters, and add a variable of type filters'
            : `filters of several tables, ${tables.join(', ')}: add a variable of type filters for one`,
        );
        return [];
      }
      return [[slug(name), toFilters(variable, { ...queries.boundTo(type), table }, say)]];
    });
  return Object.fromEntries(found);
}

function toFilters(
  { label, filters, baseFilters, defaultKeys }: Json,
  target: { datasource: string; table: string },
  note: (text: string) => void,
): Json {
  const first = [...toList(baseFilters), ...toList(filters)].flatMap((one) => toFilter(one, note));
  const fields = toList(defaultKeys).map(({ value, text }) => toText(value) || toText(text));
  return defined({
    type: 'filters',
    ...target,
    fields: fields.length > 0 ? fields : undefined,
    label: someText(label)?.slice(0, 80),
    default: first.length > 0 ? first : undefined,
  });
}

const operators: Readonly<Record<string, Filter['op']>> = {
  ...{ '=': '=', '!=': '!=', '<': '<', '>': '>', '<=': '<=', '>=': '>=' },
  ...{ '=~': 'matches', '=|': 'in', '!=|': 'not in' },
};

function toFilter({ key, operator, value, values }: Json, note: (text: string) => void): string[] {
  const op = operators[toText(operator)];
  const isMany = op === 'in' || op === 'not in';
  const many = Array.isArray(values) ? values.map(toText) : [toText(value)];
  const text =
    op === undefined
      ? undefined
      : formatFilter({ field: toText(key), op, value: isMany ? many : toText(value) });
  if (text !== undefined && parseFilter(text) !== undefined) return [text];
  note(`filter ${toText(key)} ${toText(operator)} ${toText(value)}`);
  return [];
}
