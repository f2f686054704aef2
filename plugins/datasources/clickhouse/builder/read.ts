import type { Aggregate, BuiltFilter, BuiltQuery, Filter, Measure } from '@heliostat/sdk';
import { tokenize } from '../sql/tokens.ts';
import { functions, writeSql } from './write.ts';

/**
 * The choices behind a text; undefined unless writing them gives this very text, but for the space
 * between its words.
 */
export function readSql(sql: string): BuiltQuery | undefined {
  const built = parse(new Scanner(sql));
  return built !== undefined && words(writeSql(built).join('\n')) === words(sql)
    ? built
    : undefined;
}

function words(sql: string): string {
  return tokenize(sql)
    .filter(({ kind }) => kind !== 'space')
    .map(({ text }) => text)
    .join(' ');
}

const name = /`(?:[^`\\]|\\.)*`|[A-Za-z_]\w*/sy;
const aggregates: ReadonlyMap<string, Aggregate> = new Map(
  Object.entries(functions).map(([aggregate, word]) => [word, aggregate as Aggregate]),
);

/** Reads a text from left to right; space before what is asked for is passed over. */
class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The match of a sticky pattern here, or undefined. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    const start = this.#skipSpace();
    pattern.lastIndex = start;
    const match = pattern.exec(this.#text) ?? undefined;
    if (match !== undefined) this.#at = start + match[0].length;
    return match;
  }

  name(): string | undefined {
    const text = this.take(name)?.[0];
    return text?.startsWith('`') ? text.slice(1, -1).replace(/\\(.)/gs, '$1') : text;
  }

  /** One part or more, with a comma between them; undefined where one cannot be read. */
  list<Part>(read: () => Part | undefined, separator = /,/y): Part[] | undefined {
    const parts: Part[] = [];
    do {
      const part = read();
      if (part === undefined) return;
      parts.push(part);
    } while (this.take(separator) !== undefined);
    return parts;
  }

  get isAtEnd(): boolean {
    return this.#skipSpace() === this.#text.length;
  }

  #skipSpace(): number {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
    return this.#at;
  }
}

function parse(scanner: Scanner): BuiltQuery | undefined {
  if (scanner.take(/SELECT\b/y) === undefined) return;
  const columns = scanner.list(() => readColumn(scanner));
  if (columns === undefined || scanner.take(/FROM\b/y) === undefined) return;
  const table = scanner.list(() => scanner.name(), /\./y);
  if (table === undefined || scanner.take(/WHERE\b/y) === undefined) return;
  const conditions = scanner.list(() => readCondition(scanner), /AND\b/y);
  if (conditions === undefined) return;
  // What they are is known from the columns; the text that comes of it is compared as a whole.
  if (scanner.take(/GROUP BY\b/y) && scanner.list(() => scanner.name()) === undefined) return;
  const sorted = scanner.take(/ORDER BY\b/y) && readSort(scanner);
  const limit = scanner.take(/LIMIT (\d{1,15})/y)?.[1];
  if (!scanner.isAtEnd) return;
  return assemble({ columns, table, conditions, sorted, limit });
}

interface Clauses {
  columns: readonly Column[];
  table: readonly string[];
  conditions: readonly Condition[];
  sorted: BuiltQuery['sort'];
  limit: string | undefined;
}

function assemble({ columns, table, conditions, sorted, limit }: Clauses): BuiltQuery {
  const time = conditions.find((condition) => 'time' in condition)?.time;
  const alias = columns.find((column) => 'alias' in column)?.alias;
  const measures = columns.flatMap((column) => ('measure' in column ? [column.measure] : []));
  const fields = columns.flatMap((column) => ('field' in column ? [column.field] : []));
  const asText = columns.flatMap((column) =>
    'field' in column && column.isText === true ? [column.field] : [],
  );
  // Rows begin with their time.
  const isRows = measures.length === 0 && time !== undefined;
  return {
    table,
    ...(time !== undefined && { time }),
    bucket: alias !== undefined,
    measures,
    groupBy: isRows ? fields.slice(1) : fields,
    ...(asText.length > 0 && { asText }),
    filters: conditions.flatMap((condition) => ('filter' in condition ? [condition.filter] : [])),
    ...(sorted !== undefined && {
      sort: { ...sorted, by: sorted.by === alias ? (time ?? sorted.by) : sorted.by },
    }),
    ...(limit !== undefined && { limit: Number(limit) }),
  };
}

type Column =
  { alias: string } | { measure: Measure } | { field: string; isText?: boolean } | { all: true };

function readColumn(scanner: Scanner): Column | undefined {
  if (scanner.take(/\*/y)) return { all: true };
  if (scanner.take(/\$__bucket\(/y)) {
    const isCalled = scanner.name() !== undefined && scanner.take(/\)\s*AS\b/y) !== undefined;
    const alias = isCalled ? scanner.name() : undefined;
    return alias === undefined ? undefined : { alias };
  }
  if (scanner.take(/\$__text\(/y)) {
    const field = scanner.name();
    return field === undefined || !scanner.take(/\)/y) ? undefined : { field, isText: true };
  }
  const [, word, level] = scanner.take(/(\w+)(?:\((\d+(?:\.\d+)?)\))?(?=\()/y) ?? [];
  if (word !== undefined) return readMeasure(scanner, aggregates.get(word), level);
  const field = scanner.name();
  return field === undefined ? undefined : { field };
}

function readMeasure(
  scanner: Scanner,
  aggregate: Aggregate | undefined,
  level: string | undefined,
): Column | undefined {
  if (aggregate === undefined || scanner.take(/\(/y) === undefined) return;
  const field = scanner.name();
  if (scanner.take(/\)\s*AS\b/y) === undefined) return;
  const called = scanner.name();
  if (called === undefined) return;
  return {
    measure: {
      name: called,
      aggregate,
      ...(field !== undefined && { field }),
      ...(level !== undefined && { quantile: Number(level) }),
    },
  };
}

type Condition = { time: string } | { filter: BuiltFilter } | { others: true };

function readCondition(scanner: Scanner): Condition | undefined {
  if (scanner.take(/\$__filters\b/y)) return { others: true };
  if (scanner.take(/\$__time\(/y)) {
    const time = scanner.name();
    return time === undefined || !scanner.take(/\)/y) ? undefined : { time };
  }
  const filter = readFilter(scanner);
  return filter && { filter };
}

function readFilter(scanner: Scanner): BuiltFilter | undefined {
  if (scanner.take(/match\(/y)) return readMatch(scanner);
  return scanner.take(/\$__in\(/y) ? readChoice(scanner) : readComparison(scanner);
}

function readChoice(scanner: Scanner): BuiltFilter | undefined {
  const field = scanner.name();
  const variable = scanner.take(/,/y) && scanner.take(/[a-z][a-z0-9-]{0,62}/y)?.[0];
  if (field === undefined || variable === undefined || !scanner.take(/\)/y)) return;
  return { field, op: 'in', variable };
}

function readMatch(scanner: Scanner): Filter | undefined {
  const field = scanner.name();
  const value = scanner.take(/,/y) && readValue(scanner);
  if (field === undefined || value === undefined || !scanner.take(/\)/y)) return;
  return { field, op: 'matches', value };
}

function readComparison(scanner: Scanner): Filter | undefined {
  const field = scanner.name();
  const op = scanner.take(/!=|<=|>=|=|<|>|NOT IN\b|IN\b/y)?.[0].toLowerCase();
  const value = op === undefined ? undefined : readValues(scanner);
  if (field === undefined || value === undefined) return;
  return { field, op: op as Filter['op'], value };
}

function readValues(scanner: Scanner): Filter['value'] | undefined {
  if (scanner.take(/\(/y) === undefined) return readValue(scanner);
  const values = scanner.list(() => readValue(scanner));
  if (values === undefined || scanner.take(/\)/y) === undefined) return;
  return values.filter((value) => typeof value !== 'boolean');
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function readValue(scanner: Scanner): string | number | boolean | undefined {
  const text = scanner.take(/'((?:[^'\\]|\\.)*)'/sy)?.[1];
  if (text !== undefined)
    return text.replace(/\\(.)/gs, (_whole, letter: string) => escapes[letter] ?? letter);
  const word = scanner.take(/(?:true|false)\b/y)?.[0];
  if (word !== undefined) return word === 'true';
  const number = scanner.take(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/y)?.[0];
  return number === undefined ? undefined : Number(number);
}

function readSort(scanner: Scanner): BuiltQuery['sort'] {
  const by = scanner.name();
  return by === undefined ? undefined : { by, descending: scanner.take(/DESC\b/y) !== undefined };
}
