import { isWord, significant, tokenize, type Token } from '../sql/tokens.ts';
import { failure, failureCodes } from './failure.ts';

/** What the text of a request asks for. */
export type Statement =
  | { kind: 'insert'; head: string; table: string; columns: string[]; format: string; rows: Buffer }
  | { kind: 'read'; sql: string; format: string | undefined; isSelect: boolean }
  | { kind: 'command'; sql: string; format: string | undefined };

/** An INSERT's own words are at most this long; what follows is rows. */
const maxHeadBytes = 256 * 1024;
const readWords = [
  'SELECT',
  'WITH',
  'FROM',
  'SHOW',
  'DESCRIBE',
  'DESC',
  'EXPLAIN',
  'EXISTS',
  'CHECK',
];

/** The statement of a request: `query` of the URL, then the body. */
export function parseStatement(query: string, body: Buffer): Statement {
  const head = query === '' ? body.subarray(0, maxHeadBytes).toString('utf8') : query;
  const words = significant(tokenize(head));
  if (words.length === 0) throw failure(failureCodes.syntaxError, 'Empty query');
  if (isWord(words[0], 'INSERT')) {
    const insert = parseInsert(words, head, query === '' ? body : undefined);
    if (insert !== undefined) return query === '' ? insert : { ...insert, rows: body };
  }
  const sql = query === '' ? body.toString('utf8') : joined(query, body);
  return parseOther(sql, sql === head ? words : wordsOf(sql));
}

/** Past a megabyte it is a list of values, and no FORMAT is looked for behind it. */
function wordsOf(sql: string): Token[] {
  return significant(tokenize(sql.length > maxHeadBytes * 4 ? sql.slice(0, maxHeadBytes) : sql));
}

function parseOther(sql: string, words: readonly Token[]): Statement {
  if (isWord(words[0], 'KILL') && words.some((word) => isWord(word, 'SYNC')))
    throw failure(failureCodes.notImplemented, 'KILL QUERY … SYNC never returns here, use ASYNC');
  const first = words.find(({ text }) => text !== '(');
  const format = formatOf(words);
  if (!readWords.some((word) => isWord(first, word))) return { kind: 'command', sql, format };
  const isSelect = ['SELECT', 'WITH', 'FROM'].some((word) => isWord(first, word));
  return { kind: 'read', sql, format, isSelect };
}

function joined(query: string, body: Buffer): string {
  return body.length === 0 ? query : `${query}\n${body.toString('utf8')}`;
}

/** Undefined where the INSERT brings no rows in a format of its own (SELECT, VALUES). */
function parseInsert(words: readonly Token[], head: string, body: Buffer | undefined) {
  let i = isWord(words[1], 'INTO') ? 2 : 1;
  if (isWord(words[i], 'TABLE')) i++;
  const start = i;
  while (words[i + 1]?.text === '.') i += 2;
  const table = words
    .slice(start, i + 1)
    .map(unquote)
    .join('.');
  const { columns, next } = parseColumns(words, i + 1);
  if (columns === undefined) return;
  const at = isWord(words[next], 'SETTINGS') ? skipSettings(words, next) : next;
  const format = words[at + 1];
  if (!isWord(words[at], 'FORMAT') || format === undefined) return;
  const end = format.start + format.text.length;
  const rows = body === undefined ? Buffer.alloc(0) : rowsAfter(body, head.slice(0, end));
  return {
    kind: 'insert' as const,
    head: head.slice(0, end),
    table,
    columns,
    format: format.text,
    rows,
  };
}

/** The column list at `next`, if there is one; undefined columns where it is not a plain list. */
function parseColumns(words: readonly Token[], next: number) {
  if (words[next]?.text !== '(') return { columns: [] as string[], next };
  const columns: string[] = [];
  for (let i = next + 1; i < words.length; i += 2) {
    const [name, separator] = [words[i], words[i + 1]];
    if (name === undefined || (name.kind !== 'word' && name.kind !== 'quoted')) break;
    columns.push(unquote(name));
    if (separator?.text === ')') return { columns, next: i + 2 };
    if (separator?.text !== ',') break;
  }
  return { columns: undefined, next };
}

function skipSettings(words: readonly Token[], from: number): number {
  const at = words.findIndex((word, i) => i > from && isWord(word, 'FORMAT'));
  return at === -1 ? words.length : at;
}

function rowsAfter(body: Buffer, head: string): Buffer {
  const rows = body.subarray(Buffer.byteLength(head));
  const skipped = /^[ \t]*\r?\n?/.exec(rows.subarray(0, 64).toString('latin1'))?.[0].length ?? 0;
  return rows.subarray(skipped);
}

/** The format the text itself names: `… FORMAT x` outside any parenthesis. */
function formatOf(words: readonly Token[]): string | undefined {
  let depth = 0;
  let format: string | undefined;
  for (const [i, word] of words.entries()) {
    if (word.text === '(') depth++;
    else if (word.text === ')') depth--;
    else if (depth === 0 && isWord(word, 'FORMAT') && words[i + 1]?.kind === 'word')
      format = words[i + 1]?.text;
  }
  return format;
}

function unquote(token: Token): string {
  return token.kind === 'quoted' ? token.text.slice(1, -1) : token.text;
}
