import { isUtf8 } from 'node:buffer';
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { tooDeepAt } from './depth.ts';

/** Something wrong at a place of a text, counted in characters from 0. */
export interface Problem {
  offset: number;
  message: string;
}

/** A JSON text, parsed strictly: `value` is there when there is no problem. */
export interface ParsedText {
  text: string;
  problems: readonly Problem[];
  value?: unknown;
}

export const maxFileBytes = 5 * 1024 * 1024;
const maxDepth = 100;

/** These keys would change what every object inherits, were they ever copied by assignment. */
const forbiddenKeys: readonly unknown[] = ['__proto__', 'constructor', 'prototype'];

/** Bytes of a file as JSON, with everything wrong in them; never throws. */
export function parseBytes(bytes: Uint8Array): ParsedText {
  if (bytes.length > maxFileBytes) {
    return refuse('', 0, `file too large: ${bytes.length} bytes, at most ${maxFileBytes}`);
  }
  const text = Buffer.from(bytes).toString('utf8');
  if (!isUtf8(bytes)) return refuse(text, firstBadCharacter(text, bytes), 'not valid UTF-8');
  return parseText(text);
}

/** A text as JSON, with everything wrong in it; never throws. */
export function parseText(text: string): ParsedText {
  if (text.length > maxFileBytes) {
    return refuse('', 0, `file too large: ${text.length} characters, at most ${maxFileBytes}`);
  }
  const obstacle = findObstacle(text);
  if (obstacle !== undefined) return { text, problems: [obstacle] };
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  // One slip makes a parser complain many times: only the first complaint is worth reading.
  if (errors[0] !== undefined) return { text, problems: [describe(text, errors[0])] };
  if (tree === undefined) return refuse(text, 0, 'the file is empty');
  const problems = [...walk(tree)].flatMap((node) => checkNode(text, node));
  // The text is free of slips by now; JSON.parse keeps `__proto__` an ordinary key.
  return problems.length > 0 ? { text, problems } : { text, problems, value: JSON.parse(text) };
}

function refuse(text: string, offset: number, message: string): ParsedText {
  return { text, problems: [{ offset, message }] };
}

function findObstacle(text: string): Problem | undefined {
  if (text.startsWith('\uFEFF')) {
    return { offset: 0, message: 'byte order mark: save the file as UTF-8 without BOM' };
  }
  if (text.trim() === '') return { offset: 0, message: 'the file is empty' };
  const conflict = /^(?:<{7}|={7}|>{7}|\|{7})(?= |\r?$)/m.exec(text);
  if (conflict !== null) {
    return { offset: conflict.index, message: 'git conflict marker: resolve the merge first' };
  }
  // The parser recurses, so the depth of the brackets is counted before it runs.
  const offset = tooDeepAt(text, maxDepth);
  if (offset === undefined) return undefined;
  return { offset, message: `nested deeper than ${maxDepth} levels` };
}

function* walk(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children ?? []) yield* walk(child);
}

function checkNode(text: string, node: Node): Problem[] {
  if (node.type === 'object') return checkKeys(node);
  if (node.type === 'string') return checkCharacters(node);
  if (node.type !== 'number') return [];
  const value = node.value as number;
  const literal = text.slice(node.offset, node.offset + node.length);
  const isExact =
    Number.isFinite(value) && (Number.isSafeInteger(value) || !/^-?\d+$/.test(literal));
  return isExact ? [] : [{ offset: node.offset, message: `number out of range: ${literal}` }];
}

/** No text has half a character, and much that takes texts fails at it: URLs do, and UTF-8 has none. */
function checkCharacters({ value, offset }: Node): Problem[] {
  const isWhole = !/\p{Surrogate}/u.test(String(value));
  return isWhole ? [] : [{ offset, message: 'half a character: \\ud800 to \\udfff come in pairs' }];
}

function checkKeys(object: Node): Problem[] {
  const seen = new Set<unknown>();
  return (object.children ?? []).flatMap((property) => {
    const key = property.children?.[0];
    if (key === undefined) return [];
    const name: unknown = key.value;
    if (forbiddenKeys.includes(name)) {
      return [{ offset: key.offset, message: `forbidden key: ${String(name)}` }];
    }
    if (seen.has(name)) return [{ offset: key.offset, message: `duplicate key: ${String(name)}` }];
    seen.add(name);
    return [];
  });
}

const syntaxMessages: Readonly<Record<string, string>> = {
  InvalidSymbol: 'not a JSON value; texts need double quotes',
  InvalidNumberFormat: 'not a number',
  PropertyNameExpected: 'expected a key in double quotes',
  ValueExpected: 'expected a value',
  ColonExpected: 'expected ":" after the key',
  CommaExpected: 'expected ","',
  CloseBraceExpected: 'expected "}"',
  CloseBracketExpected: 'expected "]"',
  EndOfFileExpected: 'expected the end of the file',
  InvalidCommentToken: 'comments are not allowed in JSON',
  UnexpectedEndOfComment: 'comments are not allowed in JSON',
  UnexpectedEndOfString: 'the text has no closing quote on its line',
  UnexpectedEndOfNumber: 'the number has no end',
  InvalidUnicode: 'not a \\u escape of four hex digits',
  InvalidEscapeCharacter: 'not an escape JSON knows',
  InvalidCharacter: 'control characters must be escaped',
};

function describe(text: string, { error, offset }: ParseError): Problem {
  const before = text.slice(0, offset).trimEnd();
  const isClosing = /^\s*[}\]]/.test(text.slice(offset));
  if (isClosing && before.endsWith(',')) {
    return { offset: before.length - 1, message: 'trailing comma' };
  }
  if (text.slice(offset).trim() === '') {
    return { offset: text.length, message: 'the file ends too early' };
  }
  return { offset, message: syntaxMessages[printParseErrorCode(error)] ?? 'not JSON' };
}

/** Index of the first replacement character that does not stand for itself in the bytes. */
function firstBadCharacter(text: string, bytes: Uint8Array): number {
  const replacement = Buffer.from('\uFFFD');
  let byteOffset = 0;
  let from = 0;
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', from)) {
    byteOffset += Buffer.byteLength(text.slice(from, at));
    const original = Buffer.from(bytes.subarray(byteOffset, byteOffset + replacement.length));
    if (!original.equals(replacement)) return at;
    byteOffset += replacement.length;
    from = at + 1;
  }
  return 0;
}
