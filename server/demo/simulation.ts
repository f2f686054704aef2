import { incidentAt, type Incident } from './incidents.ts';
import { around, buildRandom, waitingTime } from './random.ts';
import { buildQueue } from './queue.ts';
import { activityLevel, world } from './world.ts';

export type StreamName = 'activity' | 'engagement' | 'content' | 'ads';

export interface DemoEvent {
  stream: StreamName;
  event: { ts: number } & Record<string, unknown>;
}

export interface Simulation {
  /** Events from where the last call ended up to `untilMs`, in order of time. */
  advance(untilMs: number): DemoEvent[];
}

interface Session {
  id: string;
  user: number;
  country: string;
  device: string;
  /** Pages still to be seen. */
  pages: number;
  atMs: number;
}

/** What one session sends on average, all streams together; measured over 72 simulated hours. */
const eventsPerSession = 24.3;
const warmUpMs = 15 * 60_000;

/**
 * A social network for one seed: people arrive with the rhythm of the day, look at pages, engage,
 * post, and see ads. The same seed, rate and start give the same events.
 */
export function buildSimulation(options: {
  seed: number;
  rate: number;
  startMs: number;
}): Simulation {
  const random = buildRandom(options.seed);
  const sessions = buildQueue<Session>((session) => session.atMs);
  const meanWaitMs = (1000 * eventsPerSession) / options.rate;
  let nextArrivalMs = options.startMs - warmUpMs;
  let arrivals = 0;

  function advance(untilMs: number): DemoEvent[] {
    const events: DemoEvent[] = [];
    for (;;) {
      const session = sessions.peek();
      const sessionAtMs = session?.atMs ?? Infinity;
      if (Math.min(sessionAtMs, nextArrivalMs) >= untilMs) return inOrder(events, options.startMs);
      if (session === undefined || nextArrivalMs <= sessionAtMs) arrive(events);
      else browse(session, events);
    }
  }

  /** Arrivals are thinned by the rhythm of the visitor's country. */
  function arrive(events: DemoEvent[]): void {
    const atMs = nextArrivalMs;
    nextArrivalMs += waitingTime(random, meanWaitMs / 2.2);
    const country = world.pickCountry(random);
    const incident = incidentAt(options.seed, atMs);
    if (random() * 2.2 > activityLevel(country, atMs)) return;
    const session = newSession(country.code, atMs);
    login(session, incident, events);
    sessions.push(session);
  }

  function newSession(country: string, atMs: number): Session {
    return {
      id: (++arrivals).toString(36).padStart(7, '0'),
      user: world.pickUser(random),
      country,
      device: world.pickDevice(random),
      pages: 1 + Math.floor(waitingTime(random, 6)),
      atMs,
    };
  }

  function login(session: Session, incident: Incident | undefined, events: DemoEvent[]): void {
    const hit = incident?.kind === 'login-failures' && incident.country === session.country;
    const failures = random() < (hit ? 0.8 : 0.04) ? 1 + Math.floor(random() * (hit ? 4 : 2)) : 0;
    for (let i = 0; i < failures; i++) events.push(activity(session, 'login_failed'));
    events.push(activity(session, 'login'));
  }

  /** One page: what is seen and done on it, then on to the next one or away. */
  function browse(session: Session, events: DemoEvent[]): void {
    sessions.pop();
    const incident = incidentAt(options.seed, session.atMs);
    const isSlow = incident?.kind === 'slow-pages' && incident.country === session.country;
    const loadMs = Math.round(around(random, isSlow ? 1900 : 260, 0.45));
    events.push(activity(session, 'page_view', { page: world.pickPage(random), load_ms: loadMs }));
    if (random() < 0.22)
      events.push(activity(session, 'feature_use', { feature: world.pickFeature(random) }));
    engage(session, incident, events);
    showAds(session, incident, events);
    if (random() < 0.06) events.push(post(session));
    session.pages -= 1;
    session.atMs += Math.min(around(random, 9000, 0.9), 240_000);
    if (session.pages > 0) sessions.push(session);
  }

  function engage(session: Session, incident: Incident | undefined, events: DemoEvent[]): void {
    const isViral = incident?.kind === 'viral-post' && random() < 0.5;
    const content = isViral ? incident.content : world.pickContent(random);
    const base = { ...who(session), content_id: `c${content}`, topic: world.topicOf(content) };
    const spent = Math.round(Math.min(around(random, 6, 0.8), 300) * 10) / 10;
    events.push({ stream: 'engagement', event: { ...base, type: 'view', time_spent: spent } });
    const chances = {
      like: isViral ? 0.6 : 0.19,
      comment: isViral ? 0.15 : 0.035,
      share: isViral ? 0.35 : 0.025,
    };
    for (const [type, chance] of Object.entries(chances))
      if (random() < chance)
        events.push({ stream: 'engagement', event: { ...base, type, time_spent: 0 } });
  }

  function showAds(session: Session, incident: Incident | undefined, events: DemoEvent[]): void {
    if (incident?.kind === 'ad-outage' && incident.country === session.country) return;
    const isBot = incident?.kind === 'bots' && incident.country === session.country;
    const shown = Math.floor(random() * 3) + (isBot ? 4 : 0);
    for (let i = 0; i < shown; i++) {
      const { name, advertiser, cpm, cpc, clickRate } = world.pickCampaign(random);
      const base = {
        ...who(session),
        campaign: name,
        advertiser,
        placement: world.pickPlacement(random),
      };
      events.push({ stream: 'ads', event: { ...base, type: 'impression', spend: cpm / 1000 } });
      if (random() >= (isBot ? 0.3 : clickRate)) continue;
      events.push({ stream: 'ads', event: { ...base, type: 'click', spend: cpc } });
    }
  }

  function post(session: Session): DemoEvent {
    const kind = random();
    const [type, bytes] =
      kind < 0.55
        ? ['post', around(random, 400, 0.8)]
        : kind < 0.88
          ? ['photo', around(random, 2.1e6, 0.6)]
          : ['video', around(random, 2.4e7, 0.9)];
    const content = Math.floor(random() * 4000);
    const event = {
      ...who(session),
      content_id: `c${content}`,
      type,
      topic: world.topicOf(content),
      bytes: Math.round(bytes as number),
    };
    return { stream: 'content', event };
  }

  return { advance };
}

function activity(session: Session, type: string, more: Record<string, unknown> = {}): DemoEvent {
  return { stream: 'activity', event: { ...who(session), session_id: session.id, type, ...more } };
}

function who({ atMs, user, country, device }: Session) {
  return { ts: Math.floor(atMs), user_id: user, country, device };
}

/** The warm-up fills the network with people; what they did before the start is not told. */
function inOrder(events: DemoEvent[], startMs: number): DemoEvent[] {
  return events.filter(({ event }) => event.ts >= startMs);
}
