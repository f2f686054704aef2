import type { ValueMapping } from '@heliostat/sdk';

/** The ways a value mapping says which values it is for. */
export const mappingKinds = ['value', 'range', 'match', 'special'] as const;
export type MappingKind = (typeof mappingKinds)[number];

/** Which values a mapping is for. */
export function mappingKind(mapping: ValueMapping): MappingKind {
  if (mapping.special !== undefined) return 'special';
  if (mapping.match !== undefined) return 'match';
  return mapping.from !== undefined || mapping.to !== undefined ? 'range' : 'value';
}

/** A mapping of another kind, with the text and colour it had. */
export function blankMapping(kind: MappingKind, { text, color }: ValueMapping = {}): ValueMapping {
  const shown = { ...(text !== undefined && { text }), ...(color !== undefined && { color }) };
  switch (kind) {
    case 'value':
      return { value: '', ...shown };
    case 'range':
      return { from: 0, ...shown };
    case 'match':
      return { match: '.+', ...shown };
    case 'special':
      return { special: 'null', ...shown };
  }
}

/** What a typed text maps: a number or truth value where it reads as one. */
export function parseMapped(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  const number = Number(text);
  return text.trim() !== '' && String(number) === text ? number : text;
}
