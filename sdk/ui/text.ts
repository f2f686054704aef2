/** Letters of IBM Plex Sans by their widths relative to the font size; those of a line are as wide as its widest. */
const faces: readonly (readonly [width: number, letters: string])[] = [
  [0.27, "ijl.,'’ \u00a0\u202f"],
  [0.33, ':;!|[]f()·'],
  [0.38, 'rt{}/\\'],
  [0.46, '-I"*z'],
  [0.51, 'csvyxLJ?°'],
  [0.55, 'aegk'],
  [0.59, 'bdhnopquEFSTZ_'],
  [0.63, 'CKPVXY€'],
  [0.68, 'ABDRU'],
  [0.72, 'GHNOQ#&'],
  [0.79, 'w—…'],
  [0.94, 'mMW@%'],
];
const widths = new Map(
  faces.flatMap(([width, all]) => Array.from(all, (one) => [one, width] as const)),
);
const common = 0.6;
const ideograph = 1;

/** Longer texts are never shown in full: their width is that of this many letters. */
const longest = 300;

/** About how wide a text is, in CSS pixels, erring on the wide side; asks no browser for a layout. */
export function textWidth(text: string, fontSize = 11): number {
  let width = 0;
  for (const letter of text.slice(0, longest)) width += letterWidth(letter);
  return width * fontSize;
}

/** What adding and taking away margins may cost a width, CSS pixels. */
const rounding = 0.01;

/** The text as far as it fits into `width` CSS pixels, with … where it is cut; empty without room. */
export function shortenText(text: string, width: number, fontSize = 11): string {
  if (text.length <= longest && textWidth(text, fontSize) <= width + rounding) return text;
  let left = width / fontSize - letterWidth('…');
  let end = 0;
  for (const letter of text.slice(0, longest)) {
    left -= letterWidth(letter);
    if (left < 0) break;
    end += letter.length;
  }
  return end === 0 ? '' : `${text.slice(0, end).trimEnd()}…`;
}

/** A text as far as it fits into `width` CSS pixels, at this font size. */
export type Shorten = (text: string, width: number, fontSize?: number) => string;

/** How much of a room what stands before the first difference may take, so that it says what differs. */
const contextShare = 0.6;

/**
 * `shortenText` for names that stand together. Where several would look alike, their common beginning is cut instead
 * of what tells them apart: `checkout…west-1`, or `…west-1/pay…` where what follows has no room either.
 */
export function shortenerOf(names: readonly string[]): Shorten {
  return (name, width, fontSize = 11) => shortenAmong(name, names, { width, fontSize });
}

/** From as many letters on that names have in common, a layout of CSS may cut them apart from their ends. */
const longBeginning = 12;

/**
 * Where each name goes on differently from others with the same long beginning, 0 for none: for a layout that cuts
 * the beginning and keeps the rest.
 */
export function beginningsOf(names: readonly string[]): number[] {
  const groups = new Map<string, string[]>();
  for (const name of new Set(names)) {
    const beginning = name.slice(0, longBeginning);
    groups.set(beginning, [...(groups.get(beginning) ?? []), name]);
  }
  return names.map((name) => {
    const alike = (groups.get(name.slice(0, longBeginning)) ?? []).filter((one) => one !== name);
    return alike.length === 0 ? 0 : restOf(name, alike, { width: 100, fontSize: 11 });
  });
}

interface Space {
  width: number;
  fontSize: number;
}

function shortenAmong(name: string, names: readonly string[], { width, fontSize }: Space): string {
  const cut = shortenText(name, width, fontSize);
  if (cut === name || cut === '') return cut;
  const kept = cut.slice(0, -1);
  const alike = names.filter((other) => other !== name && other.startsWith(kept));
  if (alike.length === 0) return cut;
  const start = restOf(name, alike, { width, fontSize });
  const rest = name.slice(start);
  const room = width - textWidth('…', fontSize);
  if (start === 0 || room <= 0) return cut;
  if (rest.length <= longest && textWidth(rest, fontSize) <= room) {
    const head = shortenText(name.slice(0, start), width - textWidth(rest, fontSize), fontSize);
    return `${head || '…'}${rest}`;
  }
  const rests = alike.map((other) => other.slice(start));
  const shown = shortenAmong(rest, rests, { width: room, fontSize });
  return shown === '' ? cut : `…${shown}`;
}

/** Where to begin with a name that begins as others do: with the difference, and the words before it that have room. */
function restOf(name: string, alike: readonly string[], { width, fontSize }: Space): number {
  let common = Math.min(...alike.map((other) => sharedLength(name, other)));
  if (/[\uDC00-\uDFFF]/.test(name.charAt(common))) common--;
  const context = common - fittingEnd(name.slice(0, common), width * contextShare, fontSize);
  const word = /(?<=[\s_/.:-])[^\s_/.:-]/.exec(name.slice(context, common));
  return word === null ? common : context + word.index;
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a.charAt(length) === b.charAt(length)) length++;
  return length;
}

/** How many letters from the end of a text fit into a width. */
function fittingEnd(text: string, width: number, fontSize: number): number {
  let left = width / fontSize;
  let length = 0;
  for (const letter of Array.from(text.slice(-longest)).reverse()) {
    left -= letterWidth(letter);
    if (left < 0) break;
    length += letter.length;
  }
  return length;
}

function letterWidth(letter: string): number {
  const known = widths.get(letter);
  if (known !== undefined) return known;
  return (letter.codePointAt(0) ?? 0) >= 0x1100 ? ideograph : common;
}
