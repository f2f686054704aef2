/** The markup of an SVG while it is being written. */
export class SvgSheet {
  readonly #parts: string[] = [];
  readonly #clips: { count: number };

  constructor(clips = { count: 0 }) {
    this.#clips = clips;
  }

  /** A sheet that will stand in this one: their names differ. */
  inner(): SvgSheet {
    return new SvgSheet(this.#clips);
  }

  add(markup: string): void {
    this.#parts.push(markup);
  }

  /** Opens a group that shows only what is inside the path; ended by `close`. */
  openClip(path: string): void {
    const id = `clip-${++this.#clips.count}`;
    this.add(`<clipPath id="${id}"><path d="${path}"/></clipPath><g clip-path="url(#${id})">`);
  }

  close(): void {
    this.add('</g>');
  }

  toString(): string {
    return this.#parts.join('');
  }
}

/** `<name a="1" b="x"` without its end; undefined and empty attributes are left out. */
export function startTag(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined || value === ''
      ? []
      : ` ${key}="${typeof value === 'number' ? toNumber(value) : escapeXml(value)}"`,
  );
  return `<${name}${written.join('')}`;
}

export function toElement(...[name, attributes]: Parameters<typeof startTag>): string {
  return `${startTag(name, attributes)}/>`;
}

/** Two decimals are finer than a printer's dot. */
export function toNumber(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** XML allows no control characters, whatever is done to escape them. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
