import { countText, formatText, formatTime, statusOf } from '@heliostat/sdk';
import type { TooltipRow } from '@heliostat/sdk/ui';
import type { State } from './states.ts';
import { sharesOf, type Lane, type Segment, type Timeline } from './timeline.ts';

/** One piece of a lane, as a tooltip and a screen reader tell it. */
export interface Readout {
  title: string;
  rows: TooltipRow[];
  spoken: string;
}

export function readSegment(
  lane: Lane,
  segment: Segment,
  look: { state: State; color: string; timeZone: string },
): Readout {
  const { state, color, timeZone } = look;
  const name = lane.name.slice(0, 200);
  const lasted = formatText(segment.to - segment.from, { unit: 'ms' });
  const precision = segment.to - segment.from < 10_000 ? 'millisecond' : 'second';
  const [from, to] = [segment.from, segment.to].map((time) =>
    formatTime(time, timeZone, precision).slice(5),
  );
  const { shape } = statusOf(state.color ?? '');
  return {
    title: name,
    rows: [
      { name: state.name, text: lasted, color, isStrong: true, shape },
      { name: 'from', text: from ?? '', color: 'transparent' },
      { name: 'to', text: to ?? '', color: 'transparent' },
    ],
    spoken: `${name}: ${state.name} for ${lasted}, from ${from ?? ''} to ${to ?? ''}`,
  };
}

/** The timeline in one sentence: how many lanes, and what they mostly were. */
export function summarizeTimeline(title: string, timeline: Timeline): string {
  const { lanes, states } = timeline;
  const shares = sharesOf(timeline);
  const most = shares
    .map((share, i) => ({ share, name: states[i]?.name ?? '' }))
    .sort((a, b) => b.share - a.share)
    .slice(0, 3)
    .map(({ share, name }) => `${name} ${formatText(share * 100, { unit: 'percent' })}`);
  const count = countText(lanes.length, 'lane');
  return `${title.slice(0, 200)}: ${[count, ...most].join(', ')}`;
}

/** Why nothing is drawn, and what to do about it. */
export function whyEmpty(
  timeline: Timeline,
  hasTime: boolean,
): { title: string; hint: string } | null {
  if (!hasTime)
    return {
      title: 'No time to draw states over',
      hint: 'A timeline needs rows with a time and the state from then on: SELECT ts, name, state …',
    };
  if (timeline.lanes.length === 0)
    return {
      title: 'No field with a state',
      hint: 'Beside the time the query must give a text, a number or true and false.',
    };
  if (timeline.lanes.every(({ segments }) => segments.length === 0))
    return {
      title: 'No state in this time range',
      hint: 'All values are null or lie outside it. A longer range, or another query, may have some.',
    };
  return null;
}
