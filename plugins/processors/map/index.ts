import {
  HeliostatError,
  Type,
  defineProcessor,
  expression,
  field,
  select,
  type Batch,
  type EventSchema,
  type ProcessorHost,
  type SchemaField,
  type Static,
} from '@heliostat/sdk';
import { didYouMean } from '@heliostat/sdk/check';
import { compileExpression } from '@heliostat/sdk/expression';
import { converters, typeNames } from './convert.ts';

const options = Type.Object({
  types: Type.Optional(
    Type.Record(Type.String(), select(typeNames), {
      description: 'Fields to convert first, by name; an event that cannot be is rejected.',
    }),
  ),
  set: Type.Optional(
    Type.Record(Type.String(), expression(), {
      description: 'Computed fields: name to CEL expression over the fields that came in.',
    }),
  ),
  rename: Type.Optional(
    Type.Record(Type.String(), field(), { description: 'Old name to new name.' }),
  ),
  drop: Type.Optional(Type.Array(field(), { description: 'Fields to leave out.' })),
  keep: Type.Optional(
    Type.Array(field(), {
      description: 'The only fields to keep, by their new names; the time field always stays.',
    }),
  ),
});
type MapOptions = Static<typeof options>;
type Row = Readonly<Record<string, unknown>>;

/** One field of the rows that leave, and where its value comes from. */
interface Column {
  field: SchemaField;
  read: (row: Row) => unknown;
  converts?: boolean;
}

interface Mapping {
  output: EventSchema;
  columns: readonly Column[];
}

export default defineProcessor({
  options,
  output: (input, options) => buildMapping(input, options).output,
  create(options, host) {
    const { columns } = buildMapping(host.input, options);
    return { process: (batch) => project(batch, columns, host) };
  },
  plan({ set = {}, rename = {}, drop = [], keep, types }) {
    if (keep !== undefined || types !== undefined) invalid('keep, types', 'not portable');
    const renames = Object.entries(rename).map(([from, to]) => [to, from]);
    return {
      op: 'project',
      set: { ...set, ...(Object.fromEntries(renames) as Record<string, string>) },
      drop: [...Object.keys(rename), ...drop],
    };
  },
});

/** Thrown by a converter inside one row, caught at that row. */
class Inconvertible extends Error {}

function project(batch: Batch, columns: readonly Column[], host: ProcessorHost): Batch {
  const rows: Row[] = [];
  const kept: number[] = [];
  batch.rows.forEach((row, i) => {
    try {
      rows.push(mapRow(row, columns));
      kept.push(i);
    } catch (error) {
      if (!(error instanceof Inconvertible)) throw error;
      host.reject(batch.seqs[i] ?? 0, error.message);
    }
  });
  if (kept.length === batch.rows.length) return { ...batch, rows };
  return {
    rows,
    seqs: Float64Array.from(kept, (i) => batch.seqs[i] ?? 0),
    times: Float64Array.from(kept, (i) => batch.times[i] ?? 0),
  };
}

function mapRow(row: Row, columns: readonly Column[]): Row {
  const mapped: Record<string, unknown> = {};
  for (const { field, read } of columns) mapped[field.name] = read(row);
  return mapped;
}

function buildMapping(input: EventSchema, options: MapOptions): Mapping {
  const { types = {}, set = {}, rename = {}, drop = [], keep } = options;
  checkNames(input, { types, rename });
  const typed = input.fields.map((field) => convertedColumn(field, types[field.name]));
  const converted: EventSchema = { ...input, fields: typed.map((column) => column.field) };
  const computed = Object.entries(set).map(([name, source]) =>
    computedColumn(name, source, { schema: converted, typed }),
  );
  const untouched = typed.filter((column) => !Object.hasOwn(set, column.field.name));
  const columns = [...untouched, ...computed].map((column) => renamed(column, rename));
  const time = rename[input.time] ?? input.time;
  checkSelection(columns, { drop, keep, time });
  const left = columns.filter(
    ({ field }) =>
      !drop.includes(field.name) &&
      (keep === undefined || keep.includes(field.name) || field.name === time),
  );
  const key = input.key?.map((name) => rename[name] ?? name);
  checkKey(left, key);
  return {
    columns: left,
    output: { fields: left.map((column) => column.field), time, ...(key && { key }) },
  };
}

function convertedColumn(field: SchemaField, type: (typeof typeNames)[number] | undefined): Column {
  const { name } = field;
  if (type === undefined) return { field, read: (row) => row[name] ?? null };
  const convert = converters[type];
  const read = (row: Row) => {
    const value = row[name] ?? null;
    if (value === null) return null;
    const result = convert(value);
    if (result === null) throw new Inconvertible(`${name}: not a ${type}: ${quote(value)}`);
    return result;
  };
  return { field: { ...field, type }, read, converts: true };
}

function computedColumn(
  name: string,
  source: string,
  { schema, typed }: { schema: EventSchema; typed: readonly Column[] },
): Column {
  if (name === schema.time) invalid(`set.${name}`, 'the time field cannot be computed');
  const { type, nullable, fields, evaluate } = compileAt(`set.${name}`, source, schema);
  const conversions = typed.filter(
    ({ field, converts }) => converts === true && fields.includes(field.name),
  );
  const field = { name, type, ...(nullable && { nullable }) };
  if (conversions.length === 0) return { field, read: evaluate };
  // An expression sees converted values; rows are shared with other steps, so they are copied.
  return { field, read: (row) => evaluate({ ...row, ...mapRow(row, conversions) }) };
}

function compileAt(option: string, source: string, schema: EventSchema) {
  try {
    return compileExpression(source, schema);
  } catch (error) {
    if (!(error instanceof HeliostatError)) throw error;
    const { code, hint, position } = error;
    throw new HeliostatError(code, `${option}: ${error.message}`, { hint, position, cause: error });
  }
}

function renamed(column: Column, rename: Readonly<Record<string, string>>): Column {
  const name = rename[column.field.name];
  return name === undefined ? column : { ...column, field: { ...column.field, name } };
}

function checkNames(
  input: EventSchema,
  named: { types: Readonly<Record<string, string>>; rename: Readonly<Record<string, string>> },
): void {
  const names = input.fields.map((field) => field.name);
  for (const [option, record] of Object.entries(named)) {
    for (const name of Object.keys(record)) checkKnown(`${option}.${name}`, name, names);
  }
  const timeType = named.types[input.time];
  if (timeType !== undefined && timeType !== 'time') {
    invalid(`types.${input.time}`, 'the time field stays a time');
  }
}

function checkSelection(
  columns: readonly Column[],
  {
    drop,
    keep = [],
    time,
  }: { drop: readonly string[]; keep?: readonly string[] | undefined; time: string },
): void {
  const names = columns.map(({ field }) => field.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) invalid('rename', `two fields would be named: ${twice}`);
  for (const name of drop) checkKnown('drop', name, names);
  for (const name of keep) checkKnown('keep', name, names);
  if (drop.includes(time)) invalid('drop', `the time field cannot be dropped: ${time}`);
}

function checkKey(left: readonly Column[], key: readonly string[] | undefined): void {
  const missing = key?.find((name) => !left.some(({ field }) => field.name === name));
  if (missing === undefined) return;
  invalid('keep', `the rows are replaced by their key, which must stay: ${missing}`);
}

function checkKnown(option: string, name: string, names: readonly string[]): void {
  if (names.includes(name)) return;
  invalid(option, `unknown field: ${name}${didYouMean(name, names)}`);
}

function invalid(option: string, message: string): never {
  throw new HeliostatError('INVALID_OPTIONS', `${option}: ${message}`);
}

function quote(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
