import {
  HeliostatError,
  formatDuration,
  resolveRange,
  stepFor,
  type Interval,
} from '@heliostat/sdk';
import type { PreparedQuery, QueryPlan } from './service.ts';

const maxSpanMs = 10 * 366 * 86_400_000;
const minSpanMs = 1;
const maxPointsAllowed = 10_000;
const maxBuckets = 11_000;

/** The interval and bucket width of a query at `now`. Throws INVALID_REQUEST on an absurd range. */
export function planQuery(
  prepared: Pick<
    PreparedQuery,
    'range' | 'timeZone' | 'window' | 'maxPoints' | 'minStepMs' | 'stepMs'
  >,
  now: number,
): QueryPlan {
  const whole = resolveRange(prepared.range, now, prepared.timeZone);
  const exact = windowOf(whole, prepared.window);
  checkRange(exact, now);
  const stepMs =
    prepared.stepMs === undefined
      ? stepFor(exact, prepared.maxPoints, prepared.minStepMs)
      : checkStep(prepared.stepMs, exact);
  const includesNow = ({ from, to }: Interval) => to >= now && from <= now;
  return {
    range: align(exact, stepMs),
    stepMs,
    endsNow: includesNow(exact),
    moves: includesNow(whole),
  };
}

/** The part of a range that a panel asks for: its end, or all of it, some time earlier. */
function windowOf({ from, to }: Interval, window: PreparedQuery['window'] = {}): Interval {
  const { lastMs = to - from, shiftMs = 0 } = window;
  checkDistance('time.last', lastMs);
  checkDistance('time.shift', shiftMs);
  return { from: to - lastMs - shiftMs, to: to - shiftMs };
}

/** Throws INVALID_REQUEST where times so far away would be none that a store, or a `Date`, knows. */
export function checkDistance(what: string, ms: number): void {
  if (ms <= maxSpanMs) return;
  throw new HeliostatError('INVALID_REQUEST', `${what}: longer than 10 years`, {
    hint: 'Take a shorter time.',
  });
}

/** Throws INVALID_REQUEST unless it is a whole number from 1 to 10,000; absent: 1,000. */
export function checkMaxPoints(maxPoints: number | undefined): number {
  if (maxPoints === undefined) return 1000;
  if (Number.isInteger(maxPoints) && maxPoints >= 1 && maxPoints <= maxPointsAllowed)
    return maxPoints;
  throw new HeliostatError(
    'INVALID_REQUEST',
    `maxPoints: expected a whole number from 1 to ${maxPointsAllowed}, got ${maxPoints}`,
  );
}

/** A chosen width is kept as it is, so a range with too many buckets is refused. */
function checkStep(stepMs: number, { from, to }: Interval): number {
  const buckets = Math.ceil((to - from) / stepMs);
  if (buckets <= maxBuckets) return stepMs;
  throw new HeliostatError(
    'INVALID_REQUEST',
    `step: ${formatDuration(stepMs)} makes ${buckets} buckets of this time range; at most ${maxBuckets}`,
    { hint: 'Choose a wider interval, auto, or a shorter time range.' },
  );
}

/** Start of the bucket that holds `ms`. */
export function floorTo(ms: number, stepMs: number): number {
  return Math.floor(ms / stepMs) * stepMs;
}

function checkRange({ from, to }: Interval, now: number): void {
  if (to - from > maxSpanMs)
    throw absurd(
      `longer than 10 years: ${shown(from)} to ${shown(to)}`,
      'Ask for a shorter range.',
    );
  if (to - from < minSpanMs)
    throw absurd(`empty: ${shown(from)} to ${shown(to)}`, 'The start must be before the end.');
  if (from > now) throw absurd(`starts in the future: ${shown(from)}`, 'Nothing has happened yet.');
}

function shown(ms: number): string {
  return new Date(ms).toISOString();
}

function absurd(what: string, hint: string): HeliostatError {
  return new HeliostatError('INVALID_REQUEST', `time range is ${what}`, { hint });
}

/**
 * Whole buckets where they are narrow against the range; where they are wide (a total asks for one
 * point) the ends must not move far, so a finer grid is taken.
 */
function align({ from, to }: Interval, stepMs: number): Interval {
  const whole = stepMs * 20 <= to - from;
  const gridMs = whole ? stepMs : Math.min(stepMs, stepFor({ from, to }, 200, 1));
  return { from: floorTo(from, gridMs), to: Math.ceil(to / gridMs) * gridMs };
}
