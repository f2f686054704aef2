import { HeliostatError } from '@heliostat/sdk';
import { descendants, nameOfNode, type Node } from './ast.ts';
import allowedFunctions from './functions.json' with { type: 'json' };
import { significant, tokenize, type Token } from './tokens.ts';

/** Pure functions of ClickHouse 26.7, in lower case: what reads files, sockets, settings or secrets is not here. */
const functions = new Set(allowedFunctions);
const combinators =
  /(simplestate|ordefault|distinct|resample|foreach|argmax|argmin|ornull|tuple|merge|state|array|null|map|if)$/;
const tableFunctions = new Set([
  'numbers',
  'generate_series',
  'generateseries',
  'values',
  'null',
  'view',
]);
const nodeKinds = new Set([
  ...[
    'SelectWithUnionQuery',
    'SelectIntersectExceptQuery',
    'SelectQuery',
    'Subquery',
    'WithElement',
  ],
  ...['ExpressionList', 'Function', 'Identifier', 'Literal', 'Asterisk', 'QualifiedAsterisk'],
  ...['ColumnsListMatcher', 'ColumnsRegexpMatcher', 'QualifiedColumnsListMatcher'],
  ...['QualifiedColumnsRegexpMatcher', 'ColumnsTransformerList', 'ColumnsExceptTransformer'],
  ...['ColumnsReplaceTransformer', 'ColumnsReplaceTransformer::Replacement'],
  ...['TablesInSelectQuery', 'TablesInSelectQueryElement', 'TableExpression', 'TableIdentifier'],
  ...['TableJoin', 'ArrayJoin', 'OrderByElement', 'InterpolateElement', 'SampleRatio'],
  ...['WindowListElement', 'WindowDefinition'],
]);
/** Keywords that may stand before a parenthesis; any other word there is a call. */
const keywords = new Set(
  (
    'SELECT FROM WHERE PREWHERE HAVING QUALIFY BY AS IN ON USING OVER AND OR NOT ALL DISTINCT UNION ' +
    'EXCEPT INTERSECT JOIN LIMIT OFFSET SETS ROLLUP CUBE REPLACE INTERPOLATE COLUMNS BETWEEN ROWS ' +
    'RANGE LIKE ILIKE REGEXP WITH STEP TO FILL STALENESS IS ASC DESC'
  ).split(' '),
);
/** Functions whose first argument is a function: a lambda, or the bare name of any function there is. */
const higherOrder =
  /^(array(map|filter|count|exists|all|(first|last)(index|ornull)?|sum|min|max|avg|product|cumsum(nonnegative)?|(partial)?(reverse)?sort|(reverse)?(fill|split)|compact|difference|fold)|map(apply|filter|all|exists|(partial)?(reverse)?sort))$/;
const membership = /^(global)?(not)?(null)?in(ignoreset)?$|^(global)?(not)?nullin$/;

/** What the guard learned of a query it let pass. */
export interface Verdict {
  /** Tables read, as `name` or `database.name`. */
  reads: readonly string[];
}

export interface GuardOptions {
  /** Whether tables of `system` may be read; those of `information_schema` never are. */
  systemTables: boolean;
}

/**
 * An allow list over the parsed query. Throws INVALID_QUERY for anything but a SELECT of known
 * functions over tables of this datasource: `readonly` alone would let it read and write files.
 */
export function guard(normal: string, ast: Node, { systemTables }: GuardOptions): Verdict {
  const tokens = significant(tokenize(normal));
  const names = checkTokens(tokens);
  if (ast.children.length !== 1) throw refused('more than one statement');
  const root = ast.children[0] as Node;
  if (root.kind !== 'SelectWithUnionQuery' && root.kind !== 'SelectIntersectExceptQuery')
    throw refused('only SELECT is allowed');
  const reads = new Set<string>();
  const within = commonTables(tokens);
  for (const node of descendants(root)) {
    checkNode(node);
    for (const table of tablesOf(node)) {
      // What a SELECT without FROM is printed with; the one row of it tells nothing.
      if (table === 'system.one') continue;
      checkTable(table, names);
      if (isSystem(table) && !systemTables)
        throw refused(`table ${table}: the datasource's setting systemTables does not allow it`);
      if (!within.has(table)) reads.add(table);
    }
  }
  return { reads: [...reads].sort() };
}

/** The statement as `EXPLAIN` takes it: parameters become NULL, since the values change nothing of its shape. */
export function withoutParameters(normal: string): string {
  return tokenize(normal)
    .map(({ kind, text }) => (kind === 'placeholder' ? 'NULL' : text))
    .join('');
}

/** Quoted names of the text; what an `EXPLAIN` line could not show faithfully is refused. */
function checkTokens(tokens: readonly Token[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [i, { kind, text }] of tokens.entries()) {
    // EXPLAIN AST does not print every corner of a query (windows, APPLY), so calls are looked for here too.
    if (tokens[i + 1]?.text === '(') {
      checkCall(kind, text);
      checkLambda(tokens, i);
    }
    if (kind === 'quoted' && /[\p{Cc}\\]/u.test(text))
      throw refused('a name with a backslash, a backquote or a control character');
    if (kind === 'quoted') names.add(text.slice(1, -1));
    if (kind === 'placeholder' && /\bIdentifier\b/i.test(text)) throw refused('a bound name');
    if (text === ';') throw refused('more than one statement');
  }
  return names;
}

function checkCall(kind: Token['kind'], text: string): void {
  if (kind !== 'word' && kind !== 'quoted') return;
  const name = kind === 'quoted' ? text.slice(1, -1) : text;
  if (kind === 'word' && keywords.has(text.toUpperCase())) return;
  if (isAllowed(name.toLowerCase()) || tableFunctions.has(name.toLowerCase())) return;
  throw refused(`function ${name} is not allowed`);
}

/** `arrayMap(file, paths)` calls `file` with no parenthesis behind its name: only a lambda goes there. */
function checkLambda(tokens: readonly Token[], at: number): void {
  const name = unquoted(tokens[at]);
  if (!higherOrder.test(name.toLowerCase())) return;
  const isName = ({ kind, text }: Token) =>
    kind === 'word' || kind === 'quoted' || text === '(' || text === ')';
  if (firstOfSeveral(tokens.slice(at + 2))?.every(isName) === true)
    throw refused(`function ${name} takes a lambda first, such as x -> x + 1`);
}

/** The first argument behind an open parenthesis; undefined where it is the only one. */
function firstOfSeveral(tokens: readonly Token[]): readonly Token[] | undefined {
  let depth = 0;
  for (const [i, { text }] of tokens.entries()) {
    if (text === '(' || text === '[') depth++;
    if (text === ')' || text === ']') depth--;
    if (depth < 0) return;
    if (depth === 0 && text === ',') return tokens.slice(0, i);
  }
  return;
}

function unquoted(token: Token | undefined): string {
  const { kind, text } = token ?? { kind: 'symbol', text: '' };
  return kind === 'quoted' ? text.slice(1, -1) : text;
}

function checkNode(node: Node): void {
  const { kind, children } = node;
  if (kind === 'Set') throw refused('SETTINGS are not allowed');
  if (kind === 'ColumnsApplyTransformer') throw refused('APPLY is not allowed');
  if (!nodeKinds.has(kind)) throw refused(`${kind} is not allowed`);
  if (
    kind === 'SelectWithUnionQuery' &&
    (children.length !== 1 || children[0]?.kind !== 'ExpressionList')
  )
    throw refused('FORMAT and INTO OUTFILE are not allowed');
  if (kind === 'TableExpression') {
    const source = children.find((child) => child.kind === 'Function');
    if (source !== undefined && !tableFunctions.has(nameOfNode(source).toLowerCase()))
      throw refused(`table function ${nameOfNode(source)} is not allowed`);
  } else {
    for (const child of children) checkFunction(child);
  }
}

function checkFunction(node: Node): void {
  if (node.kind !== 'Function') return;
  const name = nameOfNode(node).toLowerCase();
  if (!isAllowed(name)) throw refused(`function ${nameOfNode(node)} is not allowed`);
}

function isAllowed(name: string): boolean {
  if (functions.has(name)) return true;
  const base = name.replace(combinators, '');
  return base !== name && base !== '' && isAllowed(base);
}

/** Tables a node names: in FROM, and to the right of IN. */
function tablesOf(node: Node): string[] {
  if (node.kind === 'TableIdentifier') return [nameOfNode(node)];
  if (node.kind !== 'Function' || !membership.test(nameOfNode(node).toLowerCase())) return [];
  const right = node.children[0]?.children[1];
  return right?.kind === 'Identifier' ? [nameOfNode(right)] : [];
}

function checkTable(name: string, quoted: ReadonlySet<string>): void {
  const parts = name.split('.');
  const isName =
    parts.length <= 2 && parts.every((part) => /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(part));
  // One quoted name with a dot in it is a file name to the embedded engine.
  if (!isName || (parts.length === 2 && quoted.has(name)))
    throw refused(`table ${name} is not a table name`);
  if (/^information_schema\./i.test(name)) throw refused(`table ${name} is not for queries`);
}

function isSystem(table: string): boolean {
  return /^system\./i.test(table);
}

/** Names that `WITH name AS (SELECT …)` defines. */
function commonTables(tokens: readonly Token[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [i, { text, kind }] of tokens.entries())
    if (
      tokens[i + 1]?.text === 'AS' &&
      tokens[i + 2]?.text === '(' &&
      (kind === 'word' || kind === 'quoted')
    )
      names.add(kind === 'quoted' ? text.slice(1, -1) : text);
  return names;
}

function refused(reason: string): HeliostatError {
  return new HeliostatError('INVALID_QUERY', `query refused: ${reason}`, {
    hint: 'A query is one SELECT over tables of this datasource, with functions that compute only.',
  });
}
