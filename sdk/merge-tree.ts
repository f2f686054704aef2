import { mergeOrder } from './order.ts';
import { isEqual, isTree, own, toTree, type TreePath } from './tree.ts';

/** A place that both sides changed, each in its own way; undefined: it is not there. */
export interface MergeConflict {
  /** Keys from the root of the merged document. */
  path: TreePath;
  base: unknown;
  mine: unknown;
  theirs: unknown;
}

/** Three versions of one value; undefined: it is not there. */
export interface Versions<Value = unknown> {
  base: Value;
  mine: Value;
  theirs: Value;
}

/** One value by path; conflicts are added to the list. */
export function mergeValue(
  versions: Versions,
  path: TreePath,
  conflicts: MergeConflict[],
): unknown {
  const { base, mine, theirs } = versions;
  if (isSame(mine, theirs) || isSame(base, theirs)) return mine;
  if (isSame(base, mine)) return theirs;
  if (mayMix(versions, path)) return mergeTrees(versions, path, conflicts);
  if (isEqual(mine, theirs) || isEqual(base, theirs)) return mine;
  if (isEqual(base, mine)) return theirs;
  if (isNameList(versions, path)) return mergeNames(versions);
  conflicts.push({ path, base, mine, theirs });
  return mine;
}

/** Maps of things whose parts belong together: two new ones of the same name are not one. */
const mapsOfThings = ['panels', 'queries', 'variables'];

function mayMix({ base, mine, theirs }: Versions, path: TreePath): boolean {
  const trees = [base, mine, theirs].filter((value) => value !== undefined);
  if (!trees.every(isTree)) return false;
  const isThing = path.length === 2 && mapsOfThings.includes(String(path[0]));
  return !isThing || trees.length === 3;
}

function mergeTrees(versions: Versions, path: TreePath, conflicts: MergeConflict[]): unknown {
  const { base, mine, theirs } = eachVersion(versions, toTree);
  const keys = mergeOrder(Object.keys(base), Object.keys(mine), Object.keys(theirs));
  const entries = keys
    .map((key): [string, unknown] => {
      const inner = eachVersion({ base, mine, theirs }, (tree) => own(tree, key));
      return [key, mergeValue(inner, [...path, key], conflicts)];
    })
    .filter(([, value]) => value !== undefined);
  // Whether an empty object is there at all is decided like any value: who changed it wins.
  const isThere = eachVersion(versions, (value) => value !== undefined);
  const stays = isThere.mine === isThere.base ? isThere.theirs : isThere.mine;
  return entries.length > 0 || stays ? Object.fromEntries(entries) : undefined;
}

/** The same of each version. */
export function eachVersion<From, To>(
  { base, mine, theirs }: Versions<From>,
  of: (version: From) => To,
): Versions<To> {
  return { base: of(base), mine: of(mine), theirs: of(theirs) };
}

const nameLists = ['tags', 'controls', 'queries', 'from', 'stack'];

/** Lists that say which, and in what order: each name is there once. */
function isNameList({ base, mine, theirs }: Versions, path: TreePath): boolean {
  const lists = [base, mine, theirs].filter((value) => value !== undefined);
  return (
    nameLists.includes(String(path.at(-1))) &&
    lists.every(
      (list) =>
        Array.isArray(list) &&
        list.every((name) => typeof name === 'string') &&
        new Set(list).size === list.length,
    )
  );
}

function mergeNames({ base, mine, theirs }: Versions): string[] | undefined {
  const [before = [], left = [], right = []] = [base, mine, theirs] as (string[] | undefined)[];
  const names = mergeOrder(before, left, right).filter((name) =>
    before.includes(name) ? left.includes(name) && right.includes(name) : true,
  );
  return names.length === 0 && (mine === undefined || theirs === undefined) ? undefined : names;
}

/** Also in the order of keys, which a careful author chose. */
export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
