/** A JSON object. */
export type Tree = Readonly<Record<string, unknown>>;
/** Keys and indexes from the root of a document. */
export type TreePath = readonly (string | number)[];

/** An object that is neither null nor an array. */
export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as an object; anything else counts as an empty one. */
export function toTree(value: unknown): Tree {
  return isTree(value) ? value : {};
}

/**
 * The value of a key of the object itself, for names that a file or an address says: `valueOf` is undefined
 * where nobody wrote it.
 */
export function own<Value>(tree: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(tree, key) ? tree[key] : undefined;
}

/** Whether two JSON values say the same; the order of keys says nothing. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((one, i) => isEqual(one, b[i]));
  if (!isTree(a) || !isTree(b)) return false;
  const keys = definedKeys(a);
  return (
    keys.length === definedKeys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]))
  );
}

/** A key whose value is undefined is not in the file. */
function definedKeys(tree: Tree): string[] {
  return Object.keys(tree).filter((key) => tree[key] !== undefined);
}
