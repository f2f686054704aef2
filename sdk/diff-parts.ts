import { countText } from './format.ts';
import { countChangedLines } from './order.ts';
import { isEqual, isTree, own, toTree, type Tree, type TreePath } from './tree.ts';

/** One value that differs; undefined: it is not there. */
export interface Part {
  path: TreePath;
  before: unknown;
  after: unknown;
}

/**
 * The smallest parts in which two objects differ, in the order of the later one. An object that only one of them
 * has is told by its parts, or with `isWhole` as one.
 */
export function diffParts(
  before: Tree,
  after: Tree,
  { path = [], isWhole = false }: { path?: TreePath; isWhole?: boolean } = {},
): Part[] {
  const keys = new Set([...Object.keys(after), ...Object.keys(before)]);
  return [...keys].flatMap((key): Part[] => {
    const part = { path: [...path, key], before: own(before, key), after: own(after, key) };
    if (isEqual(part.before, part.after)) return [];
    const hasParts = [part.before, part.after].every(
      (value) => isTree(value) || (value === undefined && !isWhole),
    );
    if (!hasParts) return [part];
    return diffParts(toTree(part.before), toTree(part.after), { path: part.path, isWhole });
  });
}

/** The maps in which a name means nothing by itself: their parts are called `unit of latency`. */
const wrappers = ['options', 'fields'];

/** `unit` for `fields.*.unit`, `unit of latency` for `fields.latency.unit`, `onSelect.type` else. */
export function nameOfPart(path: TreePath): string {
  const [first = '', second = '', ...rest] = path.map(String);
  if (!wrappers.includes(first) || path.length === 1) return path.join('.');
  if (first === 'options') return [second, ...rest].join('.');
  if (rest.length === 0) return `field *${second}*`;
  return second === '*' ? rest.join('.') : `${rest.join('.')} of *${second}*`;
}

const longestShown = 40;

/** A value in a sentence; undefined when it is too long for one. */
export function shown(value: unknown): string | undefined {
  if (value === undefined) return 'default';
  if (typeof value === 'string')
    return value.length > longestShown
      ? undefined
      : /^[\w.:/+-]+$/.test(value)
        ? value
        : quote(value);
  const text = JSON.stringify(value);
  return text.length > longestShown ? undefined : text;
}

/** What changed in a text of several lines, or one too long to show; undefined for other values. */
export function textOfLines({ before, after }: Part): string | undefined {
  const [from, to] = [linesOf(before), linesOf(after)];
  if (from === undefined || to === undefined) return undefined;
  if (from.length <= 1 && to.length <= 1 && (shown(before) ?? shown(after)) !== undefined)
    return undefined;
  if (before === undefined) return `added, ${countText(to.length, 'line')}`;
  if (after === undefined) return 'removed';
  return `changed, ${countText(countChangedLines(from, to), 'line')}`;
}

/** Lines of a text, or of a list of lines; undefined for other values. */
function linesOf(value: unknown): string[] | undefined {
  if (value === undefined) return [];
  if (typeof value === 'string') return value.split('\n');
  const isLines = Array.isArray(value) && value.every((line) => typeof line === 'string');
  return isLines ? value.flatMap((line) => line.split('\n')) : undefined;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
