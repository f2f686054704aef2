import { isUtf8 } from 'node:buffer';

/** One event of a request, as text; `number` counts lines (or elements of an array) from 1. */
export interface BodyLine {
  number: number;
  text: string;
  /** Why it cannot even be parsed. */
  invalid?: string;
}

/** The lines of a body, and whether the body is NDJSON that may be stored as it came. */
export interface BodyLines {
  /** The body without a byte order mark. */
  bytes: Buffer;
  /** The whole text when its lines are LF separated and could be stored unchanged. */
  ndjson: string | undefined;
  lines: Iterable<BodyLine>;
}

export type BodyFormat = 'ndjson' | 'json';

const lineFeed = 10;

/**
 * NDJSON, a JSON array or one object, by its first byte; `ndjson` says that it is lines, whatever
 * they begin with. Never throws: what cannot be read is a line with a reason.
 */
export function readBody(body: Buffer, format?: BodyFormat): BodyLines {
  const bytes = withoutByteOrderMark(body);
  if (!isUtf8(bytes)) return { bytes, ndjson: undefined, lines: linesOfBytes(bytes) };
  const text = bytes.toString('utf8');
  if (format !== 'ndjson') {
    const first = /\S/.exec(text)?.[0];
    if (first === '[') return { bytes, ndjson: undefined, lines: elementsOf(text) };
    if (first === '{' && isOneObject(text))
      return { bytes, ndjson: undefined, lines: [{ number: 1, text: text.trim() }] };
  }
  return { bytes, ndjson: text, lines: linesOf(text) };
}

function withoutByteOrderMark(body: Buffer): Buffer {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? body.subarray(3) : body;
}

/** An object over several lines: its first line is no JSON, all of it is. */
function isOneObject(text: string): boolean {
  const firstBreak = text.indexOf('\n');
  if (firstBreak === -1) return false;
  return !isJson(text.slice(0, firstBreak)) && isJson(text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function* linesOf(text: string): Generator<BodyLine> {
  let start = 0;
  for (let number = 1; start < text.length; number++) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    yield { number, text: text.slice(start, end) };
    start = end + 1;
  }
}

/** Where some bytes are not UTF-8, each line is looked at by itself. */
function* linesOfBytes(bytes: Buffer): Generator<BodyLine> {
  let start = 0;
  for (let number = 1; start < bytes.length; number++) {
    const found = bytes.indexOf(lineFeed, start);
    const end = found === -1 ? bytes.length : found;
    const line = bytes.subarray(start, end);
    const text = line.toString('utf8');
    yield isUtf8(line) ? { number, text } : { number, text, invalid: 'not valid UTF-8' };
    start = end + 1;
  }
}

const quote = 34;
const comma = 44;
const openBracket = 91;
const backslash = 92;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;

/** The elements of a JSON array as text, so that a malformed one does not cost the others. */
function* elementsOf(text: string): Generator<BodyLine> {
  let number = 1;
  let depth = 0;
  let start = text.indexOf('[') + 1;
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) i = endOfString(text, i);
    else if (depth > 0 || code === openBrace || code === openBracket) depth += depthChange(code);
    else if (code === comma || code === closeBracket) {
      const element = text.slice(start, i).trim();
      const isEmptyArray = number === 1 && code === closeBracket && element === '';
      if (!isEmptyArray) yield toElement(number++, element);
      start = i + 1;
      if (code === comma) continue;
      yield* remainder(text.slice(start).trim(), number, 'text after the end of the array');
      return;
    }
  }
  yield { number, text: text.slice(start).trim(), invalid: 'the array is not closed' };
}

function toElement(number: number, text: string): BodyLine {
  return text === '' ? { number, text, invalid: 'an element is missing' } : { number, text };
}

function* remainder(text: string, number: number, invalid: string): Generator<BodyLine> {
  if (text !== '') yield { number, text, invalid };
}

function depthChange(code: number): -1 | 0 | 1 {
  if (code === openBrace || code === openBracket) return 1;
  return code === closeBrace || code === closeBracket ? -1 : 0;
}

/** Position of the closing quote of the string that opens at `at`. */
function endOfString(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === backslash) i++;
    else if (code === quote) return i;
  }
  return text.length;
}
