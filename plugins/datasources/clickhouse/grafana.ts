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
    const sql = convert(source.trim().replace(/;\s*$/, ''), around);
    if (/\bsystem\s*\./i.test(sql)) around.note('reads system tables, which queries may not');
    const lines = sql.split('\n').map((line) => line.trimEnd());
    return { sql: lines.length === 1 ? lines[0] : lines };
  },
};
export default grafana;

const column = String.raw`([\w.\x60"]+(?:\([^()]*\))?(?:\[[^\]]*\])?)`;

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
  [/\$__adHocFilters\([^()]*\)/g, '$$__filters'],
];

/** Everything that stood for a value as a bound parameter. */
function convert(source: string, around: GrafanaQueryAround): string {
  let sql = source;
  for (const [pattern, replacement] of macros) sql = sql.replace(pattern, replacement);
  for (const [original, variable] of around.variables)
    sql = bindVariable(sql, nameIn(original), variable);
  for (const rest of new Set(sql.match(unknown) ?? [])) around.note(`${rest}: no counterpart`);
  return sql;
}

/** Macros and variables of Grafana that are left. */
const unknown =
  /\$__(?!(?:time|bucket|in|var|filters|from|to|step)\b)\w+|\$\{[^}]*\}|\$(?!__)[A-Za-z]\w*/g;

/** `$name`, `${name}`, `${name:format}` and `[[name]]`. */
function nameIn(name: string): string {
  const escaped = name.replace(/\W/g, String.raw`\$&`);
  return String.raw`(?:\$${escaped}(?!\w)|\$\{${escaped}(?::\w+)?\}|\[\[${escaped}(?::\w+)?\]\])`;
}

function bindVariable(sql: string, reference: string, { name, multi }: GrafanaVariable): string {
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
    .replace(new RegExp(reference, 'g'), `$$__var(${name})`);
}

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
