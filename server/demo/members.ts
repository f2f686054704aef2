import { around, buildRandom, type Random } from './random.ts';
import type { DemoEvent } from './behaviour.ts';
import { choose, world } from './world.ts';

const dayMs = 86_400_000;
/** How long a member is told of. */
export const memberDays = 21;
const joinsPerDay = 140;

/** Of those who begin to sign up, who goes on to the next step, and the median wait in minutes. */
const steps: readonly (readonly [type: string, chance: number, medianMinutes: number])[] = [
  ['signup', 0.58, 1.4],
  ['follow', 0.71, 2.1],
  ['post', 0.44, 9],
];
const pickSource = choose(['friend', 'search', 'ad', 'press'], [44, 27, 21, 8]);
/** How loyal members of a source are, relative to the mean. */
const loyalty: Readonly<Record<string, number>> = {
  friend: 1.25,
  search: 0.95,
  ad: 0.6,
  press: 0.85,
};

export interface Members {
  /** What members do from `fromMs` to `untilMs`, in order of time. */
  between(fromMs: number, untilMs: number): DemoEvent[];
}

/**
 * People who join: sign-up step by step, and each day of their first three weeks on which they come
 * back. A day's events follow from the seed and the day alone.
 */
export function buildMembers(seed: number): Members {
  let kept: { day: number; events: DemoEvent[] } | undefined;

  function ofDay(day: number): DemoEvent[] {
    if (kept?.day !== day) kept = { day, events: eventsOf(seed, day) };
    return kept.events;
  }

  return {
    between(fromMs, untilMs) {
      const events: DemoEvent[] = [];
      for (let day = Math.floor(fromMs / dayMs); day * dayMs < untilMs; day++)
        events.push(...ofDay(day).filter(({ event }) => event.ts >= fromMs && event.ts < untilMs));
      return events;
    },
  };
}

function eventsOf(seed: number, day: number): DemoEvent[] {
  const cohorts = Array.from({ length: memberDays + 1 }, (_, age) => day - age);
  return cohorts
    .flatMap((cohort) => cohortEvents(seed, cohort))
    .filter(({ event }) => Math.floor(event.ts / dayMs) === day)
    .sort((a, b) => a.event.ts - b.event.ts);
}

/** All that the people do who began to sign up on one day. */
function cohortEvents(seed: number, day: number): DemoEvent[] {
  const random = buildRandom(seed * 104_729 + day);
  const weekday = new Date(day * dayMs).getUTCDay();
  const count = Math.round(joinsPerDay * (weekday === 0 || weekday === 6 ? 1.25 : 0.9));
  return Array.from({ length: count }, (_, i) =>
    memberEvents(random, day, 1_000_000 + day * 1000 + i),
  ).flat();
}

function memberEvents(random: Random, day: number, user: number): DemoEvent[] {
  const source = pickSource(random);
  const country = world.pickCountry(random).code;
  const common = { user_id: user, country, source };
  let atMs = day * dayMs + random() * dayMs;
  const joinedAt = Math.floor(atMs);
  const tell = (ts: number, type: string): DemoEvent => ({
    stream: 'members',
    event: { ts: Math.floor(ts), ...common, type, joined_at: joinedAt },
  });
  const events = [tell(atMs, 'visit')];
  for (const [type, chance, minutes] of steps) {
    if (random() > chance) break;
    atMs += around(random, minutes, 0.6) * 60_000;
    events.push(tell(atMs, type));
  }
  if (events.length < 2) return events;
  return [
    ...events,
    ...returns(random, { joinedAt, keen: events.length, source }).map((ts) => tell(ts, 'return')),
  ];
}

/** Fewer every day, as 1 / age^0.45; who got further on the first day comes back more often. */
function returns(
  random: Random,
  { joinedAt, keen, source }: { joinedAt: number; keen: number; source: string },
): number[] {
  const base = 0.34 * (0.7 + 0.15 * keen) * (loyalty[source] ?? 1);
  const ages = Array.from({ length: memberDays }, (_, i) => i + 1);
  return ages.flatMap((age) => {
    const draw = random();
    const hour = random();
    return draw < base / age ** 0.45 ? [joinedAt + (age - 0.2 + hour * 0.4) * dayMs] : [];
  });
}
