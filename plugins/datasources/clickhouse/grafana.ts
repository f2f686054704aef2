import type {
  GrafanaDatasourceImport,
  GrafanaQueryAround,
  GrafanaVariable,
} from '@heliostat/sdk/grafana';

const grafana: GrafanaDatasourceImport = {
  types: ['grafana-clickhouse-datasource', 'vertamedia-clickhouse-datasource'],
  query(target, around) {
    const source = target['rawSql'] ?? target['query'];
    if (typeof source !== 'string' || source.trim() === '') return undefined;
    const plain = filterTables(source.trim().replace(/;\s*$/, ''));
    const { text, step } = bucketByVariable(plain, around);
    const sql = convert(text, around);
    if (/\bsystem\s*\./i.test(sql))
      around.note('reads system tables: give its datasource the setting systemTables');
    const lines = sql.split('\n').map((line) => line.trimEnd());
    return { sql: lines.length === 1 ? lines[0] : lines, ...(step !== undefined && { step }) };
  },
  tables({ sql }) {
    const text = Array.isArray(sql) ? sql.join('\n') : String(sql);
    const named = [...text.matchAll(/\bWITH\s+(\w+)\s+AS\b|,\s*(\w+)\s+AS\s*\(/gi)];
    const own = named.map(([, first, other]) => first ?? other);
    const read = [...text.matchAll(/\b(?:FROM|JOIN)\s+([A-Za-z_`"][\w.`"]*)/gi)];
    const tables = read.map(([, table = '']) => table.replaceAll(/[`"]/g, ''));
    return [...new Set(tables)].filter((table) => !own.includes(table));
  },
};
export default grafana;

/** Bounded: a text that is all one word must not be searched from each of its letters to the end. */
const column = String.raw`([\w.\x60"]{1,200}(?:\([^()]{0,200}\))?(?:\[[^\]]{0,200}\])?)`;

/** Macros with one meaning, in the order in which they must be replaced. */
const macros: readonly (readonly [RegExp, string])[] = [
  [
    /toStartOfInterval\(\s*([\w.]+)\s*,\s*INTERVAL\s+\$__interval_s\s+second\s*\)/gi,
    '$$__bucket($1)',
  ],
  [/INTERVAL\s+\$__interval_s\s+second\b/gi, 'toIntervalMillisecond($$__step)'],
  [/INTERVAL\s+\$\{?__interval\}?(?!\w)/gi, 'toIntervalMillisecond($$__step)'],
  [/\$__(?:timeFilter|timeFilter_ms|dateFilter)\(/g, '$$__time('],
  [/\$__(?:timeInterval|timeInterval_ms)\(/g, '$$__bucket('],
  [/\$__dateTimeFilter\(\s*[\w.]+\s*,\s*([\w.]+)\s*\)/g, '$$__time($1)'],
  [/\$__fromTime_ms\b|\$__fromTime\b/g, 'fromUnixTimestamp64Milli($$__from)'],
  [/\$__toTime_ms\b|\$__toTime\b/g, 'fromUnixTimestamp64Milli($$__to)'],
  [/\$\{?__interval_s\}?(?!\w)/g, 'intDiv($$__step, 1000)'],
  [/\$\{?__interval_ms\}?(?!\w)/g, '$$__step'],
  [/\$\{__(from|to)\}/g, '$$__$1'],
  [/\$__adHocFilters\([^()]*\)|\$adhoc\b/g, '$$__filters'],
];

/** `SETTINGS $__adHocFilters('orders')` filters a table while it is read: here a query of its own does. */
function filterTables(source: string): string {
  const tables: string[] = [];
  const without = source.replace(
    /\bSETTINGS\s+\$__adHocFilters\(\s*'([\w.]+)'\s*\)/gi,
    (_whole, table: string) => {
      tables.push(table);
      return '';
    },
  );
  return [...new Set(tables)].reduce((sql, table) => {
    const read = new RegExp(
      String.raw`\b(FROM|JOIN)\s+${table.replace('.', '\\.')}(?![\w.])`,
      'gi',
    );
    return sql.replace(read, `$1 (SELECT * FROM ${table} WHERE $$__filters)`);
  }, without);
}

/** A width of time that a viewer chooses is the time bucket of the query. */
function bucketByVariable(
  source: string,
  { variables }: GrafanaQueryAround,
): { text: string; step?: string } {
  for (const [original, { name, isInterval = false }] of variables) {
    const width = String.raw`INTERVAL\s+(?:'${nameIn(original)}'|${nameIn(original)})`;
    if (!isInterval || !new RegExp(width, 'i').test(source)) continue;
    const start = String.raw`toStartOfInterval\(\s*([\w.]+)\s*,\s*${width}\s*\)`;
    const text = source
      .replace(new RegExp(start, 'gi'), '$$__bucket($1)')
      .replace(new RegExp(width, 'gi'), 'toIntervalMillisecond($$__step)');
    return { text, step: `$${name}` };
  }
  return { text: source };
}

/** Everything that stood for a value as a bound parameter. */
function convert(source: string, around: GrafanaQueryAround): string {
  let sql = source;
  for (const [pattern, replacement] of macros) sql = sql.replace(pattern, replacement);
  for (const [original, variable] of around.variables)
    sql = bindVariable(sql, { ...variable, original, note: around.note });
  for (const rest of new Set(sql.match(unknown) ?? [])) around.note(`${rest}: no counterpart`);
  return sql;
}

/** Macros and variables of Grafana that are left. */
const unknown =
  /\$__(?!(?:time|bucket|in|var|filters|from|to|step)\b)\w+|\$\{[^}]{0,200}\}|\$(?!__)[A-Za-z]\w*/g;

/** `$name`, `${name}`, `${name:format}` and `[[name]]`. */
function nameIn(name: string): string {
  const escaped = name.replace(/\W/g, String.raw`\$&`);
  return String.raw`(?:\$${escaped}(?!\w)|\$\{${escaped}(?::\w+)?\}|\[\[${escaped}(?::\w+)?\]\])`;
}

interface Binding extends GrafanaVariable {
  original: string;
  note: (text: string) => void;
}

function bindVariable(sql: string, { name, multi, original, note }: Binding): string {
  const reference = nameIn(original);
  const quoted = `'${reference}'`;
  const list = String.raw`\(\s*(?:${quoted}|${reference})\s*\)`;
  const isIn = `$$__in($1, ${name})`;
  const chosen = String.raw`\$__conditionalAll\(\s*${column}\s+IN\s*${list}\s*,\s*${reference}\s*\)`;
  const one = new RegExp(`${column}\\s*=\\s*(?:${quoted}|${reference})`, 'gi');
  return conditional(sql.replace(new RegExp(chosen, 'gi'), isIn), reference, name)
    .replace(new RegExp(`${column}\\s+NOT\\s+IN\\s*${list}`, 'gi'), `NOT $$__in($1, ${name})`)
    .replace(new RegExp(`${column}\\s+IN\\s*${list}`, 'gi'), isIn)
    .replace(one, multi ? isIn : '$&')
    .replace(new RegExp(quoted, 'g'), `$$__var(${name})`)
    .replace(new RegExp(`'(%?)${reference}(%?)'`, 'g'), (_whole, before: string, after: string) => {
      return `concat('${before}', $__var(${name}), '${after}')`;
    })
    .replace(new RegExp(`\\b(LIMIT|OFFSET)\\s+${reference}`, 'gi'), `$1 toUInt64($$__var(${name}))`)
    .replace(new RegExp(reference, 'g'), (_whole, at: number, all: string) => {
      if (!compared.test(all.slice(Math.max(0, at - 200), at)))
        note(`$${original} without quotes: bound as a text, which is no name and no number`);
      return `$__var(${name})`;
    });
}

/** Before a value that is compared, which may be a text. */
const compared = /(?:[=<>]|\b(?:LIKE|BETWEEN|AND|VALUES))\s*\(?\s*$|(?:\$__\w+|\bempty)\([^()]*$/i;

/** `$__conditionalAll(condition, $name)`: the condition, or nothing chosen. */
function conditional(sql: string, reference: string, name: string): string {
  const start = '$__conditionalAll(';
  const end = new RegExp(String.raw`^\s*,\s*${reference}\s*\)`);
  for (let at = sql.indexOf(start); at >= 0; at = sql.indexOf(start, at + 1)) {
    const comma = topLevelComma(sql, at + start.length);
    const tail = comma === undefined ? null : end.exec(sql.slice(comma));
    if (comma === undefined || tail === null) continue;
    const condition = sql.slice(at + start.length, comma);
    const after = sql.slice(comma + tail[0].length);
    sql = `${sql.slice(0, at)}(empty($__var(${name})) OR ${condition})${after}`;
  }
  return sql;
}

/** Offset of the comma that ends the argument beginning at an offset. */
function topLevelComma(sql: string, from: number): number | undefined {
  let depth = 0;
  let inText = false;
  for (let at = from; at < sql.length; at++) {
    const character = sql[at];
    if (character === "'") inText = !inText;
    if (inText) continue;
    if (character === '(') depth++;
    if (character === ')' && --depth < 0) return undefined;
    if (character === ',' && depth === 0) return at;
  }
  return undefined;
}
