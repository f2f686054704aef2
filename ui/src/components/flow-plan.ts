import { keyOf, type Flow, type FlowEdge, type FlowNode } from './flow-layout.ts';

/** A flow in CSS pixels: where its cards stand, and the lines between them as SVG paths. */
export interface FlowPlan {
  width: number;
  height: number;
  card: { width: number; height: number };
  cards: readonly { key: string; node: FlowNode; left: number; top: number }[];
  edges: readonly { key: string; line: string; head: string }[];
}

/** Along the flow and across it, between cards. */
const sizes = {
  right: { width: 188, height: 92, along: 44, across: 12 },
  down: { width: 170, height: 92, along: 28, across: 12 },
};

/** In a narrower card nothing can be read. */
const narrowest = 108;

/** From left to right, or from top to bottom where the width is short: then `room` is all there is. */
export function planFlow(flow: Flow, direction: 'right' | 'down', room = Infinity): FlowPlan {
  const { width: widest, height, along, across } = sizes[direction];
  const share = Math.floor((room + across) / Math.max(1, flow.rows)) - across;
  const width = Math.max(narrowest, Math.min(widest, share));
  const isRight = direction === 'right';
  const place = ({ column, row }: Pick<FlowNode, 'column' | 'row'>) =>
    isRight
      ? { left: column * (width + along), top: row * (height + across) }
      : { left: row * (width + across), top: column * (height + along) };
  const end = place({ column: flow.columns - 1, row: Math.max(1, flow.rows) - 1 });
  return {
    width: end.left + width,
    height: end.top + height,
    card: { width, height },
    cards: flow.nodes.map((node) => ({ key: keyOf(node.step), node, ...place(node) })),
    edges: flow.edges.map((edge) => ({ key: edgeKey(edge), ...line(edge) })),
  };

  function line({ from, to }: FlowEdge): { line: string; head: string } {
    const a = place(from);
    const b = place(to);
    if (isRight) {
      const [x1, y1] = [a.left + width, a.top + height / 2];
      const [x2, y2] = [b.left, b.top + height / 2];
      return {
        line: `M${x1} ${y1}H${x1 + along / 2}V${y2}H${x2 - 5}`,
        head: `M${x2 - 6} ${y2 - 3.5}l5 3.5-5 3.5z`,
      };
    }
    const [x1, y1] = [a.left + width / 2, a.top + height];
    const [x2, y2] = [b.left + width / 2, b.top];
    return {
      line: `M${x1} ${y1}V${y1 + along / 2}H${x2}V${y2 - 5}`,
      head: `M${x2 - 3.5} ${y2 - 6}l3.5 5 3.5-5z`,
    };
  }
}

function edgeKey({ from, to }: FlowEdge): string {
  return `${keyOf(from.step)}-${keyOf(to.step)}`;
}
