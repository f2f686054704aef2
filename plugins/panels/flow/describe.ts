import { countText, formatShare } from '@heliostat/sdk';
import type { Flows } from './flows.ts';
import type { FlowLayout } from './flow.ts';
import type { Mark } from './path.ts';

/** The sums at a node. */
function sumsOf({ flows }: Flows, name: string): { incoming: number; outgoing: number } {
  let [incoming, outgoing] = [0, 0];
  for (const { source, target, value } of flows) {
    if (target === name) incoming += value;
    if (source === name) outgoing += value;
  }
  return { incoming, outgoing };
}

/** What a mark says, line by line. */
export function readMark(
  flows: Flows,
  mark: Mark,
  write: (value: number) => string,
): { title: string; rows: readonly { name: string; text: string }[] } {
  if ('flow' in mark) {
    const { source, target, value } = mark.flow;
    const { outgoing } = sumsOf(flows, source);
    const { incoming } = sumsOf(flows, target);
    return {
      title: `${source} → ${target}`,
      rows: [
        { name: flows.measure, text: write(value) },
        { name: `of all from ${source}`, text: formatShare(value / outgoing) },
        { name: `of all to ${target}`, text: formatShare(value / incoming) },
      ],
    };
  }
  const { incoming, outgoing } = sumsOf(flows, mark.node);
  const rows = [];
  if (incoming > 0) rows.push({ name: 'in', text: write(incoming) });
  if (outgoing > 0) rows.push({ name: 'out', text: write(outgoing) });
  if (incoming > 0 && outgoing > 0 && outgoing < incoming)
    rows.push({ name: 'stays', text: formatShare(1 - outgoing / incoming) });
  return { title: mark.node, rows };
}

/** Nodes from left to right and the top down, each with the flows that leave it: the way of the arrow keys. */
export function marksOf({ nodes, bands }: FlowLayout): Mark[] {
  return nodes.flatMap(({ name }): Mark[] => [
    { node: name },
    ...bands.filter(({ flow }) => flow.source === name).map(({ flow }) => ({ flow })),
  ]);
}

/** The panel in one line. */
export function summarize(title: string, flows: Flows, write: (value: number) => string): string {
  if (flows.cycle !== undefined)
    return `${title}: flows go in a circle, ${writeCycle(flows.cycle)}`;
  if (flows.flows.length === 0) return `${title}: nothing flows`;
  const largest = flows.flows
    .slice(0, 3)
    .map(({ source, target, value }) => `${source} to ${target} ${write(value)}`);
  return `${title}: ${countText(flows.flows.length, 'flow')} between ${countText(flows.nodes.length, 'node')}, ${largest.join(', ')}`;
}

const longestCycle = 6;

function writeCycle(cycle: readonly string[]): string {
  const shown =
    cycle.length <= longestCycle
      ? cycle
      : [...cycle.slice(0, longestCycle - 2), '…', cycle.at(-1) ?? ''];
  return shown.map((name) => name.slice(0, 60)).join(' → ');
}

/** Why there is nothing to draw; undefined where there is something. */
export function emptiness(flows: Flows): { title: string; hint: string } | undefined {
  if (flows.cycle !== undefined)
    return {
      title: 'Flows go in a circle',
      hint: `${writeCycle(flows.cycle)}. Left to right there is no place for it: leave one of them out of the query, or name the steps apart, “${flows.cycle[0]?.slice(0, 40) ?? ''} (2)”.`,
    };
  if (flows.flows.length > 0) return undefined;
  return {
    title: flows.negatives > 0 ? 'Only negative values' : 'Nothing flows',
    hint: 'A flow needs rows with two texts, where from and where to, and a number above zero; the query gave none for this time range, or the options name fields it does not have.',
  };
}

/** What of the data is not shown as it is; empty when all is. */
export function noteOf({ omitted, negatives }: Flows): string {
  const parts = [];
  if (omitted.count > 0)
    parts.push(
      `${countText(omitted.count, 'smaller flow')} not shown, ${formatShare(omitted.share)} of all`,
    );
  if (negatives > 0) parts.push(`${negatives} below zero left out`);
  return parts.join(', ');
}
