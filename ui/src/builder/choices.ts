import {
  measureName,
  type BuilderField,
  type BuiltFilter,
  type BuiltQuery,
  type Filter,
  type Measure,
} from '@heliostat/sdk';

/** The words for a measure; a percentile is one of its own. */
export const aggregates: readonly (readonly [key: string, text: string])[] = [
  ['count', 'Number of rows'],
  ['sum', 'Sum of'],
  ['avg', 'Average of'],
  ['min', 'Least'],
  ['max', 'Greatest'],
  ['unique', 'Different'],
  ['quantile:0.5', 'Median of'],
  ['quantile:0.9', '90th percentile of'],
  ['quantile:0.95', '95th percentile of'],
  ['quantile:0.99', '99th percentile of'],
];

export function aggregateKey({ aggregate, quantile = 0.5 }: Measure): string {
  return aggregate === 'quantile' ? `quantile:${quantile}` : aggregate;
}

/** The fields that a measure may be of. */
export function measurable(key: string, fields: readonly BuilderField[]): readonly BuilderField[] {
  if (key === 'count') return [];
  if (key === 'unique') return fields;
  const isOrder = key === 'min' || key === 'max';
  return fields.filter(({ type }) => type === 'number' || (isOrder && type === 'time'));
}

/** A measure of this kind; its name follows, unless somebody gave it one. */
export function toMeasure(
  key: string,
  field: string | undefined,
  {
    fields,
    before,
    others,
  }: { fields: readonly BuilderField[]; before?: Measure; others: readonly Measure[] },
): Measure {
  const [aggregate, level] = key.split(':') as [Measure['aggregate'], string?];
  const possible = measurable(key, fields).map(({ name }) => name);
  const chosen =
    field !== undefined && possible.includes(field)
      ? field
      : (possible.find((name) => !name.startsWith('_')) ?? possible[0]);
  const measure = {
    aggregate,
    ...(chosen !== undefined && { field: chosen }),
    ...(level !== undefined && { quantile: Number(level) }),
  };
  const taken = [...fields, ...others];
  const isNamed = before !== undefined && before.name !== measureName(before, taken);
  return { name: isNamed ? before.name : measureName(measure, taken), ...measure };
}

/** What is wrong with the name of a measure; undefined when nothing is. */
export function nameProblem(
  name: string,
  { fields, others }: { fields: readonly BuilderField[]; others: readonly Measure[] },
): string | undefined {
  if (name.trim() === '') return 'A figure needs a name';
  if (fields.some((field) => field.name === name)) return `“${name}” is a field of the table`;
  return others.some((other) => other.name === name) ? `There is a figure “${name}”` : undefined;
}

/** A field of the table where it is of use: a time to go by, a number to add up, else a group. */
export function withField(
  built: BuiltQuery,
  name: string,
  fields: readonly BuilderField[],
): BuiltQuery {
  const type = fields.find((field) => field.name === name)?.type;
  if (type === undefined || name === built.time) return built;
  const isRows = built.measures.length === 0;
  if (type === 'time' && !isRows) return withTime(built, name);
  if (type === 'number' && !isRows) {
    const measure = toMeasure('sum', name, { fields, others: built.measures });
    return { ...built, measures: [...built.measures, measure] };
  }
  if (built.groupBy.includes(name)) return built;
  return settle({ ...built, groupBy: [...built.groupBy, name] });
}

/**
 * One more field to tell results apart by. Numbers that do are names, as an HTTP status is, unless `isNumber`:
 * then they are values of the result, as the x of a scatter plot.
 */
export function withGroup(
  built: BuiltQuery,
  name: string,
  { fields, isNumber = false }: { fields: readonly BuilderField[]; isNumber?: boolean },
): BuiltQuery {
  const type = fields.find((field) => field.name === name)?.type;
  const isName = type === 'number' && !isNumber && built.measures.length > 0;
  return settle({
    ...built,
    groupBy: [...built.groupBy, name],
    ...(isName && { asText: [...(built.asText ?? []), name] }),
  });
}

/** Without one of those fields. */
export function withoutGroup(built: BuiltQuery, name: string): BuiltQuery {
  return settle({ ...built, groupBy: built.groupBy.filter((other) => other !== name) });
}

const rowLimit = 500;
const mostColumns = 20;

/** The rows themselves, the latest first, instead of figures. */
export function toRows(built: BuiltQuery, fields: readonly BuilderField[]): BuiltQuery {
  const { sort: _, asText: _names, ...rest } = built;
  const shown = fields.filter(({ name }) => name !== built.time && !name.startsWith('_'));
  return settle({
    ...rest,
    measures: [],
    groupBy: shown.slice(0, mostColumns).map(({ name }) => name),
    limit: built.limit ?? rowLimit,
  });
}

/** Rows counted over time, instead of the rows themselves. */
export function toFigures(built: BuiltQuery, fields: readonly BuilderField[]): BuiltQuery {
  const { limit: _, sort: _sort, ...rest } = built;
  const measures = [toMeasure('count', undefined, { fields, others: [] })];
  return settle({ ...rest, measures, groupBy: [], bucket: built.time !== undefined });
}

/** Another time field, or none; with one that is new, figures go over time. */
export function withTime(built: BuiltQuery, time: string | undefined): BuiltQuery {
  const { time: before, ...rest } = built;
  if (time === undefined) return settle({ ...rest, bucket: false });
  const { sort } = built;
  return settle({
    ...rest,
    time,
    bucket: before === undefined || built.bucket,
    ...(sort?.by === before && sort !== undefined && { sort: { ...sort, by: time } }),
  });
}

/** What the rows of the result may be sorted by. */
export function sortable({ time, bucket, measures, groupBy }: BuiltQuery): readonly string[] {
  const isTimed = time !== undefined && (bucket || measures.length === 0);
  return [...(isTimed ? [time] : []), ...measures.map(({ name }) => name), ...groupBy];
}

/** The choices with what does not go together any more put right. */
export function settle(built: BuiltQuery): BuiltQuery {
  const { sort, asText = [], ...others } = built;
  const named = built.groupBy.filter((name) => asText.includes(name));
  const rest = { ...others, ...(named.length > 0 && { asText: named }) };
  const bucket = built.bucket && built.time !== undefined && built.measures.length > 0;
  const next = { ...rest, bucket };
  const names = sortable(next);
  if (sort !== undefined && names.includes(sort.by)) return { ...next, sort };
  const [first] = names;
  if (first === undefined || (built.measures.length === 0 && built.time === undefined)) return next;
  return { ...next, sort: { by: first, descending: !bucket } };
}

const operators: Readonly<Record<BuilderField['type'], readonly Filter['op'][]>> = {
  string: ['=', '!=', 'in', 'not in', 'matches'],
  number: ['=', '!=', '<', '<=', '>', '>='],
  boolean: ['=', '!='],
  time: ['<', '<=', '>', '>='],
  json: [],
};

export function operatorsOf(type: BuilderField['type'] | undefined): readonly Filter['op'][] {
  return operators[type ?? 'string'];
}

/** What a filter holds its field against, as it is typed. */
export function valueText(filter: BuiltFilter): string {
  if ('variable' in filter) return `$${filter.variable}`;
  const { value } = filter;
  return typeof value === 'object' ? value.join(', ') : String(value);
}

/**
 * The filter of what was typed: `$name` of a variable is what is chosen there; undefined where a value does
 * not fit the field. The operator stays where the field knows it.
 */
export function toFilter(
  { field, op, text }: { field: string; op: Filter['op']; text: string },
  type: BuilderField['type'] | undefined,
  variables: readonly string[],
): BuiltFilter | undefined {
  const variable = variables.find((name) => text.trim() === `$${name}`);
  if (variable !== undefined && type !== 'time') return { field, op: 'in', variable };
  const possible = operatorsOf(type);
  const known = possible.includes(op) ? op : (possible[0] ?? '=');
  const value = parseValue(text, known, type);
  return value === undefined ? undefined : { field, op: known, value };
}

/** What was typed as a value that fits the field; undefined where it does not. */
export function parseValue(
  text: string,
  op: Filter['op'],
  type: BuilderField['type'] | undefined,
): Filter['value'] | undefined {
  if (op === 'in' || op === 'not in') {
    const parts = text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
    return parts.length === 0 ? undefined : parts;
  }
  if (type === 'boolean') return text === 'true';
  if (type !== 'number') return text;
  const number = Number(text);
  return text.trim() === '' || !Number.isFinite(number) ? undefined : number;
}
