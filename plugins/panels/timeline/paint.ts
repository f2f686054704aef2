import type { Interval, Theme } from '@heliostat/sdk';
import { spanOf, type Layout } from './layout.ts';
import type { State } from './states.ts';
import type { Lane } from './timeline.ts';

export interface Scene {
  lanes: readonly Lane[];
  states: readonly State[];
  /** By state. */
  colors: readonly string[];
  /** By state: whether the viewer hid it. */
  hidden: readonly boolean[];
  range: Interval;
  layout: Layout;
  theme: Theme;
  hasLabels: boolean;
}

const washAlpha = 0.2;
const edge = 3;
const characterWidth = 6.2;
const padding = 6;

/** All lanes: a wash with a full edge, so that words on it are ink; thin ones are full. */
export function paintLanes(context: CanvasRenderingContext2D, scene: Scene): void {
  const { laneHeight, gap, plotWidth } = scene.layout;
  const height = laneHeight - gap;
  context.font = `11px ${scene.theme.fontSans}`;
  context.textBaseline = 'middle';
  scene.lanes.forEach((lane, i) => {
    const top = i * laneHeight;
    context.fillStyle = scene.theme.grid;
    context.fillRect(0, top + Math.floor(height / 2), plotWidth, 1);
    paintLane(context, lane, { scene, top, height });
  });
}

interface Row {
  scene: Scene;
  top: number;
  height: number;
}

function paintLane(context: CanvasRenderingContext2D, lane: Lane, row: Row): void {
  const { hidden, range, layout } = row.scene;
  for (const segment of lane.segments) {
    if (hidden[segment.state] === true) continue;
    const { x, width } = spanOf(segment, range, layout.plotWidth);
    // A hairline of paper between two states, where both are wide enough to spare it.
    paintSegment(context, { x, width: width > 3 ? width - 1 : width, state: segment.state }, row);
  }
}

interface Piece {
  x: number;
  width: number;
  state: number;
}

function paintSegment(
  context: CanvasRenderingContext2D,
  { x, width, state }: Piece,
  { scene, top, height }: Row,
): void {
  const { theme } = scene;
  const hasWash = height >= 12 && width >= 2 && !isGraded(scene.states[state]);
  context.fillStyle = theme.panel;
  context.fillRect(x, top, width, height);
  context.fillStyle = scene.colors[state] ?? theme.ink3;
  context.globalAlpha = hasWash ? washAlpha : 1;
  context.fillRect(x, top, width, height);
  context.globalAlpha = 1;
  if (!hasWash) return;
  context.fillRect(x, top, width, edge);
  const text = fitText(scene.states[state]?.name ?? '', width - 2 * padding);
  if (!scene.hasLabels || height < 16 || text === '') return;
  context.fillStyle = theme.ink;
  context.fillText(text, x + padding, top + (height + edge) / 2);
}

/** Numbers that are told apart by the strength of one colour, which a wash would take away. */
function isGraded(state: State | undefined): boolean {
  return state?.color === undefined && Number.isFinite(state?.value);
}

/** The text, or as much of it as says something; empty where nothing fits. */
export function fitText(text: string, width: number): string {
  const characters = Math.floor(width / characterWidth);
  if (text.length <= characters) return text;
  return characters < 8 ? '' : `${text.slice(0, characters - 1)}…`;
}
