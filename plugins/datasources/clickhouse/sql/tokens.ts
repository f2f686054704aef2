export type TokenKind =
  | 'space'
  | 'comment'
  | 'string'
  | 'quoted'
  | 'word'
  | 'macro'
  | 'number'
  | 'placeholder'
  | 'symbol';

/** A piece of SQL text; tokens tile the text, so joining them gives it back. */
export interface Token {
  kind: TokenKind;
  text: string;
  /** Offset of the first character. */
  start: number;
}

/** Ordered: the first pattern that matches at the offset wins. All are sticky and linear. */
const patterns: readonly (readonly [TokenKind, RegExp])[] = [
  ['space', /\s+/y],
  ['comment', /--[^\n]*|#(?=[ !])[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y],
  ['string', /'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)/y],
  ['string', /\$(\w*)\$[\s\S]*?\$\1\$/y],
  ['quoted', /`(?:[^`\\]|\\[\s\S]|``)*(?:`|$)|"(?:[^"\\]|\\[\s\S]|"")*(?:"|$)/y],
  ['macro', /\$__\w+/y],
  ['placeholder', /\{\s*\w+\s*:[^{}']*(?:'[^']*'[^{}']*)*\}/y],
  ['word', /[A-Za-z_]\w*/y],
  ['number', /\d\w*(?:\.\d+)?(?:[eE][+-]?\d+)?/y],
];

/** SQL as tokens; a string, comment or quoted name that never ends reaches to the end of the text. */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  for (let offset = 0; offset < sql.length;) {
    const token = tokenAt(sql, offset);
    tokens.push(token);
    offset += token.text.length;
  }
  return tokens;
}

/** Tokens that mean something: no space, no comment. */
export function significant(tokens: readonly Token[]): Token[] {
  return tokens.filter(({ kind }) => kind !== 'space' && kind !== 'comment');
}

/** True where the token is this keyword, in any case. */
export function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text.toUpperCase() === word;
}

/** By how many parentheses what follows is deeper. */
export function nesting(token: Token | undefined): number {
  if (token?.kind !== 'symbol') return 0;
  if (token.text === '(') return 1;
  return token.text === ')' ? -1 : 0;
}

function tokenAt(sql: string, start: number): Token {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = start;
    const text = pattern.exec(sql)?.[0];
    if (text !== undefined && text !== '') return { kind, text, start };
  }
  const point = sql.codePointAt(start) ?? 0;
  return { kind: 'symbol', text: String.fromCodePoint(point), start };
}
