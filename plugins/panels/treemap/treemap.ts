import {
  hierarchy,
  treemap,
  treemapResquarify,
  type HierarchyNode,
  type HierarchyRectangularNode,
} from 'd3-hierarchy';
import type { Leaf, Tree } from './tree.ts';

/** A rectangle in CSS pixels from the top left of the panel. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Tile extends Box {
  leaf: Leaf;
}

/** A part that is divided: its name stands above its tiles where it has room. */
export interface Group extends Box {
  path: readonly string[];
  key: string;
  value: number;
  /** CSS pixels of the line with its name; 0 where there is no room. */
  head: number;
}

export interface TreemapLayout {
  /** In the order of the screen: along the rows of the outermost level. */
  tiles: readonly Tile[];
  groups: readonly Group[];
  /** What the next layout keeps in place. */
  root: HierarchyRectangularNode<Part>;
  size: Size;
}

export interface Size {
  width: number;
  height: number;
}

/** A node of the hierarchy: children by name, or a leaf. */
interface Part {
  path: readonly string[];
  key: string;
  children?: Part[];
}

export const headHeight = 20;
/** A group smaller than this goes without its name. */
const minGroup = { width: 44, height: 44 };
const gaps = { groups: 6, inner: 4, tiles: 2 };

/**
 * Nested rectangles whose areas are the values. While there are the same leaves in the same room, each
 * keeps its place among the others and only its area follows: live numbers do not make tiles jump.
 */
export function layoutTree(tree: Tree, size: Size, last?: TreemapLayout): TreemapLayout {
  const byKey = new Map(tree.leaves.map((leaf) => [leaf.key, leaf]));
  const largest = tree.leaves[0]?.value ?? 1;
  // Shares of the largest: a sum of huge values may be more than a number can hold.
  const weigh = ({ key }: Part) => (byKey.get(key)?.value ?? 0) / largest;
  const isSame = last !== undefined && hasSame(last, byKey, size);
  const weighed = isSame ? last.root.sum(weigh) : hierarchy(toParts(tree.leaves)).sum(weigh);
  if (!isSame)
    weighed.sort((a, b) => isRest(a.data) - isRest(b.data) || (b.value ?? 0) - (a.value ?? 0));
  const { root, heads } = arrange(weighed, size);
  const groups = toGroups(root, size).map((group) => ({
    ...group,
    value: group.value * largest,
    head: heads.get(group.key) ?? 0,
  }));
  return { root, size, tiles: toTiles(root, byKey, size), groups };
}

/** `layoutTree` that remembers its last result. */
export function steadyLayout(): (tree: Tree, size: Size) => TreemapLayout {
  let last: TreemapLayout | undefined;
  return (tree, size) => (last = layoutTree(tree, size, last));
}

const isRest = ({ key }: Part) => (key.startsWith('\u0000') ? 1 : 0);

function hasSame({ root, size }: TreemapLayout, leaves: ReadonlyMap<string, Leaf>, next: Size) {
  if (size.width !== next.width || size.height !== next.height) return false;
  const before = root.leaves();
  return before.length === leaves.size && before.every(({ data }) => leaves.has(data.key));
}

function toParts(leaves: readonly Leaf[]): Part {
  const root: Part = { path: [], key: '', children: [] };
  const known = new Map<string, Part>();
  for (const { path, key } of leaves) {
    let parent = root;
    for (let depth = 1; depth < path.length; depth++) {
      const names = path.slice(0, depth);
      const id = `${depth}${names.join('\u0000')}`;
      const part = known.get(id) ?? { path: names, key: id, children: [] };
      if (!known.has(id)) parent.children?.push(part);
      known.set(id, part);
      parent = part;
    }
    parent.children?.push({ path, key });
  }
  return root;
}

function arrange(weighed: HierarchyNode<Part>, { width, height }: Size) {
  const isNested = weighed.height > 1;
  const heads = new Map<string, number>();
  const gapOf = (node: HierarchyNode<Part>) => {
    if (node.depth === 0 && isNested) return gaps.groups;
    return node.height > 1 ? gaps.inner : gaps.tiles;
  };
  const root = treemap<Part>()
    .tile(treemapResquarify.ratio(1.25))
    .size([Math.max(0, width), Math.max(0, height)])
    .round(true)
    .paddingInner(gapOf)
    .paddingTop((node) => {
      const head = node.depth === 0 ? 0 : headOf(node);
      heads.set(node.data.key, head);
      return head;
    })(weighed);
  // Rounding may move an edge over the limit: what counts is what the tiles have made room for.
  return { root, heads };
}

function headOf({ x0, x1, y0, y1 }: HierarchyRectangularNode<Part>): number {
  return x1 - x0 >= minGroup.width && y1 - y0 >= minGroup.height ? headHeight : 0;
}

/** Inside the panel, also where it is too small for the gaps. */
function toBox(node: HierarchyRectangularNode<Part>, { width, height }: Size): Box {
  const [x, right] = [clamp(node.x0, width), clamp(node.x1, width)];
  const [y, bottom] = [clamp(node.y0, height), clamp(node.y1, height)];
  return { x, y, width: Math.max(0, right - x), height: Math.max(0, bottom - y) };
}

const clamp = (at: number, end: number) => Math.max(0, Math.min(at, end));

function toTiles(
  root: HierarchyRectangularNode<Part>,
  byKey: ReadonlyMap<string, Leaf>,
  size: Size,
): readonly Tile[] {
  return root.leaves().flatMap((node) => {
    const leaf = byKey.get(node.data.key);
    return leaf === undefined ? [] : [{ ...toBox(node, size), leaf }];
  });
}

function toGroups(root: HierarchyRectangularNode<Part>, size: Size): Omit<Group, 'head'>[] {
  return root
    .descendants()
    .filter((node) => node.depth > 0 && node.children !== undefined)
    .map((node) => ({
      ...toBox(node, size),
      path: node.data.path,
      key: node.data.key,
      value: node.value ?? 0,
    }));
}
