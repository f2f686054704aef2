import { buildRandom } from './random.ts';
import { choose, world } from './world.ts';

export type IncidentKind = 'login-failures' | 'slow-pages' | 'ad-outage' | 'viral-post' | 'bots';

/** Something that goes wrong, or unusually right, for a few minutes. */
export interface Incident {
  kind: IncidentKind;
  fromMs: number;
  toMs: number;
  /** The country it is felt in. */
  country: string;
  /** The content a viral post is about. */
  content: number;
}

const kinds: readonly IncidentKind[] = [
  'login-failures',
  'slow-pages',
  'ad-outage',
  'viral-post',
  'bots',
];
/** Felt where many are: elsewhere nobody would see it on a dashboard of the whole. */
const largest = world.countries.slice(0, 6);
const pickLarge = choose(
  largest,
  largest.map(({ share }) => share),
);

/** At most one incident begins in each block of time, milliseconds. */
export const blockMs = 20 * 60_000;

/** The incident that goes on at a time, if there is one. */
export function incidentAt(seed: number, timeMs: number): Incident | undefined {
  const incident = incidentOf(seed, Math.floor(timeMs / blockMs));
  if (incident === undefined) return;
  return timeMs >= incident.fromMs && timeMs < incident.toMs ? incident : undefined;
}

/** The incident of a block, counted from 1970: two blocks of three have one. */
export function incidentOf(seed: number, block: number): Incident | undefined {
  const random = buildRandom(seed * 7919 + block);
  if (random() > 0.67) return;
  const fromMs = block * blockMs + (2 + random() * 12) * 60_000;
  return {
    kind: kinds[Math.floor(random() * kinds.length)] ?? 'bots',
    fromMs,
    toMs: fromMs + (1.5 + random() * 2.5) * 60_000,
    country: pickLarge(random).code,
    content: 20 + Math.floor(random() * 200),
  };
}
