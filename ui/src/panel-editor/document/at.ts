import { own } from '@heliostat/sdk';

/** Keys of maps and indices of lists, from the outside in. */
export type Path = readonly (string | number)[];

type Container = Record<string, unknown> | readonly unknown[];

/** The value at a path; undefined where there is none. */
export function getAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) => (isContainer(at) && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined),
    root,
  );
}

/**
 * A copy of `root` with another value at the path; everything beside the path is shared. Undefined takes
 * the key out, and with it the maps that are empty then. Maps that are missing on the way are made.
 */
export function setAt<Root extends object>(root: Root, path: Path, value: unknown): Root {
  if (Object.is(getAt(root, path), value)) return root;
  return (write(root, path, value) ?? {}) as Root;
}

function write(at: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const held: Container = isContainer(at) ? at : {};
  return isList(held)
    ? writeList(held, Number(key), write(held[Number(key)], rest, value))
    : writeMap(held, String(key), write(own(held, String(key)), rest, value));
}

function writeList(list: readonly unknown[], index: number, value: unknown): unknown {
  return value === undefined ? list.toSpliced(index, 1) : list.with(index, value);
}

/** Undefined where nothing is left. */
function writeMap(map: Record<string, unknown>, key: string, value: unknown): unknown {
  if (value !== undefined) return { ...map, [key]: value };
  const { [key]: _, ...rest } = map;
  return Object.keys(rest).length === 0 ? undefined : rest;
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

function isList(value: Container): value is readonly unknown[] {
  return Array.isArray(value);
}

/** The keys of `like` where they stand, what is new behind them. */
export function inOrderOf<Value extends object>(like: object, value: Value): Value {
  const keys = Object.keys(like).filter((key) => Object.hasOwn(value, key));
  const known = Object.fromEntries(keys.map((key) => [key, value[key as keyof Value]]));
  return { ...known, ...value };
}
