import type { Node } from 'jsonc-parser';
import type { TextPosition } from '@heliostat/sdk';

export type KeyPath = readonly (string | number)[];

/** Line and column of an offset, both from 1. */
export function positionAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}

/**
 * Where a path is in a text: the offset of its value, or of its key with `at: 'key'`. What is not
 * there is shown at the nearest thing around it.
 */
export function offsetOf(tree: Node, path: KeyPath, at: 'key' | 'value' = 'value'): number {
  let node = tree;
  for (const [i, step] of path.entries()) {
    const property = childOf(node, step);
    if (property === undefined) return node.offset;
    const [key, value] =
      property.type === 'property' ? (property.children ?? []) : [property, property];
    if (key !== undefined && at === 'key' && i === path.length - 1) return key.offset;
    node = value ?? property;
  }
  return node.offset;
}

/** Where a character of a string's value is in a text, when the string begins at `offset`: escapes are longer. */
export function offsetInString(text: string, offset: number, character: number): number {
  const escape = /\\(?:u.{4}|.)|[^]/y;
  escape.lastIndex = offset + 1;
  for (let i = 0; i < character; i++) escape.exec(text);
  return escape.lastIndex;
}

/** The property with that key, or the element at that index. */
function childOf(node: Node, step: string | number): Node | undefined {
  if (node.type === 'array') return node.children?.[Number(step)];
  return node.children?.find((property) => property.children?.[0]?.value === String(step));
}
