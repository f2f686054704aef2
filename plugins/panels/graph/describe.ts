import { countText, displayText, displayValue, formatShare, type Filter } from '@heliostat/sdk';
import { statusOf, type TooltipRow } from '@heliostat/sdk/ui';
import { edgeFilters, nodeFilters, type Measure, type Network } from './network.ts';
import type { Mark } from './walk.ts';

/** What a mark says. */
export interface Readout {
  title: string;
  rows: TooltipRow[];
  filters: readonly Filter[];
}

export function readMark(network: Network, mark: Mark): Readout | undefined {
  return mark.kind === 'node' ? readNode(network, mark.id) : readEdge(network, mark.id);
}

function readNode(network: Network, id: string): Readout | undefined {
  const node = network.byId.get(id);
  if (node === undefined) return;
  const { rate, own } = network;
  const rows: TooltipRow[] = [];
  if (own !== undefined && !Number.isNaN(node.value)) rows.push(toRow(own, node.value));
  if (node.incoming > 0) rows.push({ ...toRow(rate, node.incoming), name: `${nameOf(rate)} in` });
  if (node.outgoing > 0) rows.push({ ...toRow(rate, node.outgoing), name: `${nameOf(rate)} out` });
  return { title: node.label, rows, filters: nodeFilters(network, id) };
}

function readEdge(network: Network, id: string): Readout | undefined {
  const edge = network.edges.find((one) => one.id === id);
  if (edge === undefined) return;
  const { rate, grade, byId } = network;
  const rows = [{ ...toRow(rate, edge.value), isStrong: true }];
  if (grade !== undefined && !Number.isNaN(edge.grade))
    rows.push({ ...toRow(grade, edge.grade), isStrong: false });
  const [source, target] = [edge.source, edge.target].map((end) => byId.get(end)?.label ?? end);
  const share = edge.value / (byId.get(edge.source)?.outgoing ?? NaN);
  if (Number.isFinite(share))
    rows.push({
      ...{ name: `of all from ${source ?? ''}`, color: 'transparent', isStrong: false },
      text: formatShare(share),
    });
  return {
    title: `${source ?? ''} → ${target ?? ''}`,
    ...{ rows, filters: edgeFilters(network, edge) },
  };
}

/** Where a number is in a status its shape says so, too. */
function toRow(measure: Measure, value: number): TooltipRow {
  const { color } = displayValue(value, measure.config);
  return {
    ...{ name: nameOf(measure), value, text: displayText(value, measure.config) },
    ...{ color: 'transparent', shape: color === undefined ? '' : statusOf(color).shape },
  };
}

function nameOf({ name, config }: Measure): string {
  return config.label ?? name;
}

export function spoken({ title, rows }: Readout): string {
  const parts = rows.map(({ name, text }) => `${name} ${text}`);
  return [title, parts.join(', ')].filter(Boolean).join(': ');
}

/** The panel in one line. */
export function summarize(title: string, network: Network | undefined): string {
  if (network === undefined || network.nodes.length === 0) return `${title}: no edges`;
  const { nodes, edges, rate, byId } = network;
  const labelOf = (id: string) => byId.get(id)?.label.slice(0, 60) ?? id;
  const busiest = edges
    .slice(0, 3)
    .map(
      ({ source, target, value }) =>
        `${labelOf(source)} to ${labelOf(target)} ${displayText(value, rate.config)}`,
    );
  return [
    `${title}: ${countText(nodes.length, 'node')}, ${countText(edges.length, 'edge')}`,
    ...busiest,
  ].join(', ');
}

/** Why there is nothing to draw; undefined where there is something. */
export function emptiness(
  network: Network | undefined,
): { title: string; hint: string } | undefined {
  if (network !== undefined && network.nodes.length > 0) return;
  if (network !== undefined && network.negatives > 0)
    return {
      title: 'Only negative rates',
      hint: 'An edge is as wide as its rate; let the query give rates of zero and above.',
    };
  return {
    title: 'No edges',
    hint: 'A graph needs rows with two texts, source and target, and a number; the query gave none for this time range, or the options name fields it does not have.',
  };
}

/** What of the rows is not shown; empty when all is. */
export function noteOf({ omitted, negatives }: Network): string {
  const parts = [];
  if (omitted.nodes > 0) parts.push(`${countText(omitted.nodes, 'smaller node')} not shown`);
  if (omitted.edges > 0) parts.push(`${countText(omitted.edges, 'edge')} not shown`);
  if (negatives > 0) parts.push(`${negatives} below zero left out`);
  return parts.join(', ');
}
