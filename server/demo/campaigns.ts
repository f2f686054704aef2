import { buildChoice, type Random } from './random.ts';

export interface Campaign {
  name: string;
  advertiser: string;
  /** How often it is shown beside the others while it runs. */
  weight: number;
  /** Price of 1,000 impressions and of one click, EUR. */
  cpm: number;
  cpc: number;
  /** Chance that an impression is clicked. */
  clickRate: number;
}

const campaigns: readonly Campaign[] = [
  {
    name: 'spring-shoes',
    advertiser: 'Kestrel',
    weight: 16,
    cpm: 6.2,
    cpc: 0.42,
    clickRate: 0.021,
  },
  {
    name: 'city-flights',
    advertiser: 'Aerlume',
    weight: 12,
    cpm: 9.8,
    cpc: 0.95,
    clickRate: 0.012,
  },
  { name: 'bank-switch', advertiser: 'Norda', weight: 9, cpm: 14.5, cpc: 1.8, clickRate: 0.006 },
  { name: 'meal-kits', advertiser: 'Pantry', weight: 15, cpm: 5.4, cpc: 0.36, clickRate: 0.018 },
  { name: 'phone-x2', advertiser: 'Orbit', weight: 13, cpm: 11.1, cpc: 0.7, clickRate: 0.015 },
  { name: 'indie-game', advertiser: 'Bitloom', weight: 14, cpm: 3.9, cpc: 0.22, clickRate: 0.028 },
  { name: 'language-app', advertiser: 'Parlo', weight: 13, cpm: 4.6, cpc: 0.31, clickRate: 0.024 },
  { name: 'electric-car', advertiser: 'Voltara', weight: 8, cpm: 18.3, cpc: 2.4, clickRate: 0.004 },
];

const minuteMs = 60_000;
const runningShare = 0.74;
const maxCycleMs = 130 * minuteMs;

/** A campaign that runs at a time, epoch milliseconds. */
export type PickCampaign = (random: Random, timeMs: number) => Campaign;

export function buildCampaigns(): PickCampaign {
  // Who runs, and from when to when that stays so.
  let known = runningAt(0);
  return (random, timeMs) => {
    if (timeMs < known.fromMs || timeMs >= known.untilMs) known = runningAt(timeMs);
    return known.pick(random);
  };
}

interface Running {
  fromMs: number;
  untilMs: number;
  pick: (random: Random) => Campaign;
}

function runningAt(timeMs: number): Running {
  const later = changesOfCampaigns(timeMs + 1, timeMs + maxCycleMs).map(({ atMs }) => atMs);
  const running = campaigns.filter((_, i) => isRunning(i, timeMs));
  const pick = buildChoice(running.map(({ weight }) => weight));
  return {
    fromMs: timeMs,
    untilMs: Math.min(...later.filter((atMs) => atMs > timeMs)),
    pick: (random) => running[pick(random)] as Campaign,
  };
}

/** When campaigns start and pause from `fromMs` to `untilMs`. */
export function changesOfCampaigns(
  fromMs: number,
  untilMs: number,
): { atMs: number; name: string; starts: boolean }[] {
  return campaigns.slice(1).flatMap(({ name }, i) => {
    const cycle = cycleOf(i + 1);
    const first = Math.floor((fromMs - cycle.phaseMs) / cycle.lengthMs);
    const last = Math.floor((untilMs - cycle.phaseMs) / cycle.lengthMs);
    return Array.from({ length: last - first + 1 }, (_, n) => first + n).flatMap((turn) => {
      const startMs = cycle.phaseMs + turn * cycle.lengthMs;
      return [
        { atMs: startMs, name, starts: true },
        { atMs: startMs + runningShare * cycle.lengthMs, name, starts: false },
      ];
    });
  });
}

/** The first always runs, so that there is one. */
function isRunning(index: number, timeMs: number): boolean {
  if (index === 0) return true;
  const { phaseMs, lengthMs } = cycleOf(index);
  const turn = (((timeMs - phaseMs) % lengthMs) + lengthMs) % lengthMs;
  return turn < runningShare * lengthMs;
}

/** Each has its own rhythm, of one to two hours. */
function cycleOf(index: number): { phaseMs: number; lengthMs: number } {
  return { phaseMs: index * 11 * minuteMs, lengthMs: (64 + index * 9) * minuteMs };
}
