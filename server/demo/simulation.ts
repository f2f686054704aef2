import { login, visitPage, type DemoEvent, type Session } from './behaviour.ts';
import { buildCampaigns } from './campaigns.ts';
import { incidentAt } from './incidents.ts';
import { buildMembers, memberDays } from './members.ts';
import { operationsBetween } from './operations.ts';
import { pickSource } from './paths.ts';
import { buildQueue } from './queue.ts';
import { around, buildRandom, waitingTime, type Random } from './random.ts';
import { activityLevel, world } from './world.ts';

export interface Simulation {
  /** Events from where the last call ended up to `untilMs`, in order of time. */
  advance(untilMs: number): DemoEvent[];
}

export interface SimulationOptions {
  seed: number;
  /** Events per second, daily mean. */
  rate: number;
  startMs: number;
  /** Whether members' first three weeks before the start are told as well. */
  history?: boolean;
}

/** What one session sends on average, all streams together; measured over 72 simulated hours. */
const eventsPerSession = 24.3;

/** No country is ever busier than this, relative to its daily mean: arrivals are thinned from it. */
const maxLevel = 2.2;
const warmUpMs = 15 * 60_000;

/**
 * A social network for one seed: people arrive with the rhythm of the day, look at pages, engage,
 * post, and see ads. The same seed, rate and start give the same events.
 */
export function buildSimulation(options: SimulationOptions): Simulation {
  const { seed, rate, startMs } = options;
  const random = buildRandom(seed);
  const members = buildMembers(seed);
  const scene = { random, pickCampaign: buildCampaigns() };
  const sessions = buildQueue<Session>((session) => session.atMs);
  const meanWaitMs = (1000 * eventsPerSession) / rate / maxLevel;
  let nextArrivalMs = startMs - warmUpMs;
  let arrivals = 0;
  let toldMs = startMs;
  let membersMs = options.history === true ? startMs - memberDays * 86_400_000 : startMs;

  function advance(untilMs: number): DemoEvent[] {
    if (untilMs <= toldMs) return [];
    const events = [
      ...members.between(membersMs, untilMs),
      ...operationsBetween(seed, toldMs, untilMs),
      ...visits(untilMs),
    ];
    toldMs = membersMs = untilMs;
    return events.sort((a, b) => a.event.ts - b.event.ts);
  }

  function visits(untilMs: number): DemoEvent[] {
    const events: DemoEvent[] = [];
    for (;;) {
      const nextPageMs = sessions.peek()?.atMs ?? Infinity;
      // The warm-up fills the network with people; what they did before the start is not told.
      if (Math.min(nextPageMs, nextArrivalMs) >= untilMs)
        return events.filter(({ event }) => event.ts >= startMs);
      events.push(...(nextArrivalMs <= nextPageMs ? arrive() : browse()));
    }
  }

  function arrive(): DemoEvent[] {
    const atMs = nextArrivalMs;
    nextArrivalMs += waitingTime(random, meanWaitMs);
    const country = world.pickCountry(random);
    if (random() * maxLevel > activityLevel(country, atMs)) return [];
    const session = newSession(random, { country: country.code, atMs, id: ++arrivals });
    sessions.push(session);
    return login({ ...scene, session, incident: incidentAt(seed, atMs) });
  }

  function browse(): DemoEvent[] {
    const session = sessions.pop();
    if (session === undefined) return [];
    const events = visitPage({ ...scene, session, incident: incidentAt(seed, session.atMs) });
    session.pages -= 1;
    session.atMs += Math.min(around(random, 9000, 0.9), 240_000);
    if (session.pages > 0) sessions.push(session);
    return events;
  }

  return { advance };
}

function newSession(
  random: Random,
  arrival: { country: string; atMs: number; id: number },
): Session {
  return {
    id: arrival.id.toString(36).padStart(7, '0'),
    user: world.pickUser(random),
    country: arrival.country,
    device: world.pickDevice(random),
    page: pickSource(random),
    seen: 0,
    pages: 1 + Math.floor(waitingTime(random, 6)),
    atMs: arrival.atMs,
  };
}
