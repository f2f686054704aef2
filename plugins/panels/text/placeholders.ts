import {
  displayText,
  fieldByName,
  fieldConfigOf,
  formatTime,
  exactAt,
  valueAt,
  type PanelProps,
} from '@heliostat/sdk';
import type { Block, Inline } from '@heliostat/sdk/ui';

/** What a name in a text stands for; undefined where nothing has this name. */
export type Lookup = (kind: 'variable' | 'field', name: string) => string | undefined;

type Source = Pick<PanelProps, 'variables' | 'frames' | 'fields' | 'range'>;

/**
 * Names as a panel's props give them. A variable is its values, `all` where it has none chosen;
 * `__from` and `__to` are the ends of the range. A field is the last value it has in the first frame
 * with a field of this name, written as the field is configured.
 */
export function lookupIn({ variables = {}, frames, fields, range }: Source, timeZone: string) {
  const ends = {
    __from: [formatTime(range.from, timeZone, 'minute')],
    __to: [formatTime(range.to, timeZone, 'minute')],
  };
  const values = new Map<string, readonly string[]>(Object.entries({ ...variables, ...ends }));
  const lookup: Lookup = (kind, name) => {
    if (kind === 'variable') {
      const chosen = values.get(name);
      return chosen?.length === 0 ? 'all' : chosen?.join(', ');
    }
    const frame = frames.find((one) => fieldByName(one, name) !== undefined);
    const field = frame && fieldByName(frame, name);
    if (frame === undefined || field === undefined) return;
    const config = fieldConfigOf(fields, field);
    const at = config.unit === undefined ? exactAt : valueAt;
    const value = frame.length === 0 ? null : at(field, frame.length - 1);
    const type = field.type === 'time' ? ('time' as const) : undefined;
    return displayText(value, config, { type, timeZone });
  };
  return lookup;
}

/** Names that stand for nothing, as they are written, each once. */
export function unknownNames(blocks: readonly Block[], lookup: Lookup): string[] {
  const names = new Set<string>();
  fillBlocks(blocks, (kind, name) => {
    const value = lookup(kind, name);
    if (value === undefined) names.add(kind === 'variable' ? `\${${name}}` : `{${name}}`);
    return value;
  });
  return [...names];
}

/**
 * The blocks with every name replaced that stands for something, but in code. The text is read before:
 * a value is shown as it is, whatever marks it has, and in an address it is percent-encoded.
 */
export function fillBlocks(blocks: readonly Block[], lookup: Lookup): Block[] {
  const text = (parts: readonly Inline[]) => parts.map((part) => fillInline(part, lookup));
  return blocks.map((block) => {
    switch (block.kind) {
      case 'heading':
      case 'paragraph':
      case 'quote':
        return { ...block, text: text(block.text) };
      case 'list':
        return { ...block, entries: block.entries.map(text) };
      case 'table':
        return {
          ...block,
          head: block.head.map(text),
          rows: block.rows.map((row) => row.map(text)),
        };
      default:
        return block;
    }
  });
}

function fillInline(part: Inline, lookup: Lookup): Inline {
  if (part.kind === 'code') return part;
  const text = fill(part.text, lookup);
  if (part.kind !== 'link') return { ...part, text };
  return { ...part, text, href: fill(part.href, lookup, encodeURIComponent) };
}

const placeholder = /\$\{(\w[\w-]*)\}|\{([^{}\n]{1,200})\}/g;

function fill(text: string, lookup: Lookup, write = (value: string) => value): string {
  return text.replace(placeholder, (whole, variable?: string, field?: string) => {
    const value =
      variable === undefined ? lookup('field', field ?? '') : lookup('variable', variable);
    return value === undefined ? whole : write(value);
  });
}
