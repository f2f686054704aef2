import { countText, formatShare } from '@heliostat/sdk';
import type { Leaf, Tree } from './tree.ts';

/** A share of 1 as percent. */
export function nameOf({ path, merged }: Leaf): string {
  return merged > 0 ? `${path.join(' · ')} (${merged})` : path.join(' · ');
}

/** The panel in one line. */
export function summarize(title: string, tree: Tree, write: (value: number) => string): string {
  if (tree.leaves.length === 0) return `${title}: nothing to divide`;
  const largest = tree.leaves
    .slice(0, 3)
    .map((leaf) => `${nameOf(leaf)} ${formatShare(leaf.value / tree.total)}`);
  return `${title}: ${countText(tree.leaves.length, 'part')} of ${write(tree.total)}, ${largest.join(', ')}`;
}

/** Why there is nothing to draw. */
export function emptiness({ negatives }: Tree): { title: string; hint: string } {
  if (negatives > 0)
    return {
      title: 'Only negative values',
      hint: 'A treemap shows parts of a whole; use bars for values below zero.',
    };
  return {
    title: 'Nothing to divide',
    hint: 'A treemap needs rows with a text and a number above zero; the query gave none for this time range, or the options name fields it does not have.',
  };
}

/** What of the data is not shown as it is; empty when all is. */
export function noteOf({ merged, negatives }: Tree): string {
  const parts = [];
  if (merged > 0) parts.push(`${merged} more in other`);
  if (negatives > 0) parts.push(`${negatives} below zero left out`);
  return parts.join(', ');
}
