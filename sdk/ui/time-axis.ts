import type { Interval } from '../datasource.ts';
import { formatTimeTicks, timeTicks } from '../time-format.ts';
import { fitTicks, type AxisTick } from './axis.ts';

/** One tick of a time axis; `context` is the coarser part, where it changes. */
export interface TimeTick extends AxisTick {
  context: string;
}

const tickWidth = 90;
/** Mean width of a character at 11 px. */
const characterWidth = 6.2;

/**
 * Ticks of a time axis of `width` CSS pixels at round times of the time zone, about 90 px apart; those
 * whose label would touch another one or an end of the axis are left out.
 */
export function timeAxis(range: Interval, width: number, timeZone: string): TimeTick[] {
  if (!(range.to > range.from) || !(width > 0)) return [];
  const times = timeTicks(range, Math.max(2, Math.floor(width / tickWidth)), timeZone);
  const labels = formatTimeTicks(times, timeZone);
  const scale = width / (range.to - range.from);
  const ticks = times.map((time, i) => ({
    at: (time - range.from) * scale,
    text: labels[i]?.text ?? '',
    context: labels[i]?.context ?? '',
  }));
  const inside = ticks.filter(({ at, text }) => {
    const half = (text.length * characterWidth) / 2;
    return at >= half && at <= width - half;
  });
  const kept = new Set(fitTicks(inside, (text) => text.length * characterWidth));
  return withContext(ticks, (tick) => kept.has(tick));
}

/** What a dropped tick says of the date is said by the next one that stays. */
function withContext(ticks: readonly TimeTick[], stays: (tick: TimeTick) => boolean): TimeTick[] {
  let waiting = '';
  return ticks.flatMap((tick) => {
    const context = tick.context === '' ? waiting : tick.context;
    waiting = stays(tick) ? '' : context;
    return stays(tick) ? [{ ...tick, context }] : [];
  });
}
