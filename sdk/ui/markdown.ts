import { isSafeLink } from '../link.ts';

/** The Markdown of READMEs and descriptions as a tree: no HTML goes in or comes out. */
export type Block =
  | { kind: 'heading'; level: number; text: readonly Inline[] }
  | { kind: 'paragraph'; text: readonly Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'quote'; text: readonly Inline[] }
  | { kind: 'rule' }
  | { kind: 'list'; ordered: boolean; entries: readonly (readonly Inline[])[] }
  | {
      kind: 'table';
      head: readonly (readonly Inline[])[];
      rows: readonly (readonly (readonly Inline[])[])[];
    };

export type Inline =
  | { kind: 'text' | 'code' | 'strong' | 'em'; text: string }
  | { kind: 'link'; text: string; href: string };

const maxLength = 100_000;

/** Headings, paragraphs, lists, fenced code, quotes, rules, pipe tables; the rest is text. */
export function parseMarkdown(source: string): Block[] {
  const lines = source.slice(0, maxLength).replaceAll('\r\n', '\n').split('\n');
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const { block, next } = readBlock(lines, at);
    if (block !== undefined) blocks.push(block);
    at = next;
  }
  return blocks;
}

interface Read {
  block?: Block;
  next: number;
}

function readBlock(lines: readonly string[], at: number): Read {
  const line = lines[at] ?? '';
  if (line.trim() === '') return { next: at + 1 };
  const level = /^(#{1,6})\s/.exec(line)?.[1]?.length;
  if (level !== undefined) {
    const text = parseInline(headingText(line.slice(level)));
    return { block: { kind: 'heading', level, text }, next: at + 1 };
  }
  if (/^\s*(```|~~~)/.test(line)) return readCode(lines, at);
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) return { block: { kind: 'rule' }, next: at + 1 };
  if (isTable(lines, at)) return readTable(lines, at);
  if (listMark.test(line)) return readList(lines, at);
  if (line.startsWith('>')) return readQuote(lines, at);
  return readParagraph(lines, at);
}

/** Without the marks that close it; those that touch a word, `C#`, are its own. */
function headingText(line: string): string {
  const text = line.trim();
  let end = text.length;
  while (text[end - 1] === '#') end--;
  return end === 0 || text[end - 1] === ' ' ? text.slice(0, end).trimEnd() : text;
}

const listMark = /^\s{0,3}([-*+]|\d{1,9}[.)])\s+/;

function readCode(lines: readonly string[], at: number): Read {
  const fence = /^\s*(```|~~~)/.exec(lines[at] ?? '')?.[1] ?? '```';
  const end = firstAfter(lines, at + 1, (line) => line.trim().startsWith(fence));
  return { block: { kind: 'code', text: lines.slice(at + 1, end).join('\n') }, next: end + 1 };
}

function isTable(lines: readonly string[], at: number): boolean {
  const rule = lines[at + 1] ?? '';
  return (lines[at] ?? '').includes('|') && rule.includes('-') && /^[\s:|-]*$/.test(rule);
}

function readTable(lines: readonly string[], at: number): Read {
  const end = firstAfter(lines, at + 2, (line) => !line.includes('|'));
  const [head = [], ...rows] = [at, ...range(at + 2, end)].map((i) =>
    splitCells(lines[i] ?? '').map(parseInline),
  );
  return { block: { kind: 'table', head, rows }, next: end };
}

function splitCells(line: string): string[] {
  const cells = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return cells.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function readList(lines: readonly string[], at: number): Read {
  const ordered = /^\s*\d/.test(lines[at] ?? '');
  const entries: string[] = [];
  let next = at;
  for (; next < lines.length; next++) {
    const line = lines[next] ?? '';
    if (listMark.test(line)) entries.push(line.replace(listMark, ''));
    else if (line.trim() === '' || !/^\s/.test(line)) break;
    else entries.push(`${entries.pop() ?? ''} ${line.trim()}`);
  }
  return { block: { kind: 'list', ordered, entries: entries.map(parseInline) }, next };
}

function readQuote(lines: readonly string[], at: number): Read {
  const end = firstAfter(lines, at, (line) => !line.startsWith('>'));
  const text = lines.slice(at, end).map((line) => line.replace(/^>\s?/, ''));
  return { block: { kind: 'quote', text: parseInline(text.join(' ')) }, next: end };
}

function readParagraph(lines: readonly string[], at: number): Read {
  const starts = (line: string): boolean =>
    line.trim() === '' || /^(#{1,6}\s|\s*(```|~~~)|>)/.test(line) || listMark.test(line);
  const end = firstAfter(lines, at + 1, starts);
  const text = lines.slice(at, end).map((line) => line.trim());
  const parts = parseInline(text.join(' '));
  return parts.length === 0
    ? { next: end }
    : { block: { kind: 'paragraph', text: parts }, next: end };
}

function firstAfter(lines: readonly string[], at: number, ends: (line: string) => boolean): number {
  let i = at;
  while (i < lines.length && !ends(lines[i] ?? '')) i++;
  return i;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}

/** No part reaches over what begins another: a text of brackets is not searched from each to the end. */
const inline =
  /!\[[^[\]]*\]\([^()\s]*\)|`([^`]+)`|\*\*([^*]+)\*\*|(?<![*\w])\*([^*\s][^*]*)\*|(?<!\w)_([^_]+)_(?!\w)|\[([^[\]]+)\]\(([^()\s]+)\)/g;

/**
 * Code, strong, emphasis and links; a link to anything but http, https or a path is text. Pictures
 * are left out: they are files beside the README, which the server does not hand out.
 */
export function parseInline(source: string): Inline[] {
  const parts: Inline[] = [];
  let at = 0;
  for (const match of source.matchAll(inline)) {
    if (match.index > at) parts.push({ kind: 'text', text: source.slice(at, match.index) });
    if (!match[0].startsWith('![')) parts.push(toInline(match));
    at = match.index + match[0].length;
  }
  if (at < source.length) parts.push({ kind: 'text', text: source.slice(at) });
  return parts;
}

function toInline([whole, code, strong, star, underscore, text, href]: RegExpMatchArray): Inline {
  if (code !== undefined) return { kind: 'code', text: code };
  if (strong !== undefined) return { kind: 'strong', text: strong };
  if (text !== undefined && href !== undefined)
    return isSafeLink(href) ? { kind: 'link', text, href } : { kind: 'text', text };
  const emphasis = star ?? underscore;
  return emphasis === undefined ? { kind: 'text', text: whole } : { kind: 'em', text: emphasis };
}

/** The words of a block without its marks, for a screen reader. */
export function blockText(block: Block): string {
  const line = (parts: readonly Inline[]) => parts.map((part) => part.text).join('');
  switch (block.kind) {
    case 'rule':
      return '';
    case 'code':
      return block.text;
    case 'list':
      return block.entries.map(line).join('. ');
    case 'table':
      return [block.head, ...block.rows].map((row) => row.map(line).join(', ')).join('. ');
    default:
      return line(block.text);
  }
}
