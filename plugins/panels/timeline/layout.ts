import type { Interval } from '@heliostat/sdk';
import { bisector } from 'd3-array';
import type { Lane, Segment } from './timeline.ts';

/** Where everything of a timeline is, in CSS pixels. */
export interface Layout {
  /** Room for the names at the left; 0 where there is none. */
  labelWidth: number;
  /** Of the lanes and the axis. */
  plotWidth: number;
  /** What is seen of the lanes; they scroll where they are higher. */
  viewHeight: number;
  axisHeight: number;
  legendHeight: number;
  laneHeight: number;
  /** Between two lanes. */
  gap: number;
}

interface Space {
  width: number;
  height: number;
  names: readonly string[];
  /** How high a legend is; 0: none is wanted. */
  legend: number;
}

const minLane = 14;
const maxLane = 56;
const characterWidth = 6.2;

/** Names take at most a third; lanes are 14 to 56 px high. */
export function layoutTimeline({ width, height, names, legend }: Space): Layout {
  const isTiny = width < 160 || height < 70;
  const longest = names.reduce((max, name) => Math.max(max, name.length), 0);
  const labelWidth = isTiny
    ? 0
    : Math.round(Math.min(longest * characterWidth + 14, width * 0.33, 200));
  const legendHeight = !isTiny && height >= 120 ? legend : 0;
  const axisHeight = isTiny ? 0 : height >= 110 ? 32 : 18;
  const room = Math.max(0, height - legendHeight - axisHeight);
  const pitch = Math.floor(room / Math.max(1, names.length));
  const laneHeight = Math.max(isTiny ? 3 : minLane, Math.min(maxLane, pitch));
  return {
    labelWidth,
    plotWidth: Math.max(0, width - labelWidth),
    viewHeight: Math.min(room, names.length * laneHeight),
    axisHeight,
    legendHeight,
    laneHeight,
    gap: laneHeight > 20 ? 4 : laneHeight > 6 ? 2 : 1,
  };
}

/** The left edge and width of a segment: never less than a pixel, so that nothing short is lost. */
export function spanOf(segment: Segment, range: Interval, plotWidth: number) {
  const perMs = plotWidth / Math.max(1, range.to - range.from);
  const x = Math.max(0, (segment.from - range.from) * perMs);
  const end = Math.min(plotWidth, (segment.to - range.from) * perMs);
  const width = Math.max(1, end - x);
  return { x: Math.max(0, Math.min(x, plotWidth - width)), width };
}

const byStart = bisector((segment: Segment) => segment.from);

/** Position of the segment a lane is in at a time; −1 for none. */
export function segmentAt({ segments }: Lane, time: number): number {
  const at = byStart.right(segments, time) - 1;
  const segment = segments[at];
  return segment !== undefined && time < segment.to ? at : -1;
}
