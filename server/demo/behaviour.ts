import type { Incident } from './incidents.ts';
import type { PickCampaign } from './campaigns.ts';
import { pickNext } from './paths.ts';
import { around, type Random } from './random.ts';
import { world } from './world.ts';

export type StreamName = 'activity' | 'engagement' | 'content' | 'ads' | 'members' | 'operations';

export interface DemoEvent {
  stream: StreamName;
  event: { ts: number } & Record<string, unknown>;
}

/** One visit of one person: who, where they are, and how many pages are still to be seen. */
export interface Session {
  id: string;
  user: number;
  country: string;
  device: string;
  /** The page they see, or where they come from. */
  page: string;
  seen: number;
  pages: number;
  atMs: number;
}

/** What is happening on a page: the visitor, the dice, who advertises, and what is going on in the country. */
export interface Scene {
  session: Session;
  random: Random;
  pickCampaign: PickCampaign;
  incident: Incident | undefined;
}

/** Getting in: some mistype, and during an incident most fail a few times. */
export function login({ session, random, incident }: Scene): DemoEvent[] {
  const hit = isFelt(incident, 'login-failures', session);
  const failures = random() < (hit ? 0.8 : 0.04) ? 1 + Math.floor(random() * (hit ? 4 : 2)) : 0;
  return [
    ...Array.from({ length: failures }, () => activity(session, 'login_failed')),
    activity(session, 'login'),
  ];
}

/** One page: what is seen and done on it. */
export function visitPage(scene: Scene): DemoEvent[] {
  const { session, random, incident } = scene;
  const median = isFelt(incident, 'slow-pages', session) ? 1900 : 260;
  const loadMs = Math.round(around(random, median, 0.45));
  const referrer = session.page;
  session.page = pickNext(random, referrer);
  session.seen += 1;
  const { page, seen: step } = session;
  const view = activity(session, 'page_view', { page, referrer, step, load_ms: loadMs });
  const events = [view];
  if (random() < 0.22)
    events.push(activity(session, 'feature_use', { feature: world.pickFeature(random) }));
  events.push(...engage(scene), ...seeAds(scene));
  if (random() < 0.06) events.push(post(scene));
  return events;
}

function engage({ session, random, incident }: Scene): DemoEvent[] {
  const viral = incident?.kind === 'viral-post' && random() < 0.5 ? incident : undefined;
  const content = viral?.content ?? world.pickContent(random);
  const base = { ...who(session), ...about(content) };
  const seconds = Math.round(Math.min(around(random, 6, 0.8), 300) * 10) / 10;
  const chances = viral
    ? { like: 0.6, comment: 0.15, share: 0.35 }
    : { like: 0.19, comment: 0.035, share: 0.025 };
  const reactions = Object.entries(chances).filter(([, chance]) => random() < chance);
  return [
    { stream: 'engagement', event: { ...base, type: 'view', time_spent: seconds } },
    ...reactions.map(([type]) => engagement({ ...base, type, time_spent: 0 })),
  ];
}

function seeAds(scene: Scene): DemoEvent[] {
  const { session, random, incident } = scene;
  if (isFelt(incident, 'ad-outage', session)) return [];
  const isBot = isFelt(incident, 'bots', session);
  const shown = Math.floor(random() * 3) + (isBot ? 4 : 0);
  return Array.from({ length: shown }, () => seeAd(scene, isBot)).flat();
}

function seeAd({ session, random, pickCampaign }: Scene, isBot: boolean): DemoEvent[] {
  const { name: campaign, advertiser, cpm, cpc, clickRate } = pickCampaign(random, session.atMs);
  const base = { ...who(session), campaign, advertiser, placement: world.pickPlacement(random) };
  const seen: DemoEvent = {
    stream: 'ads',
    event: { ...base, type: 'impression', spend: cpm / 1000 },
  };
  if (random() >= (isBot ? 0.3 : clickRate)) return [seen];
  return [seen, { stream: 'ads', event: { ...base, type: 'click', spend: cpc } }];
}

function post({ session, random }: Scene): DemoEvent {
  const [type, medianBytes] = world.pickMedium(random);
  const content = world.pickContent(random);
  const bytes = Math.round(around(random, medianBytes, 0.8));
  return { stream: 'content', event: { ...who(session), ...about(content), type, bytes } };
}

function activity(session: Session, type: string, more: Record<string, unknown> = {}): DemoEvent {
  return { stream: 'activity', event: { ...who(session), session_id: session.id, type, ...more } };
}

function engagement(event: DemoEvent['event']): DemoEvent {
  return { stream: 'engagement', event };
}

function about(content: number) {
  const topic = world.topicOf(content);
  return { content_id: `c${content}`, topic, creator: world.creatorOf(content) };
}

function who({ atMs, user, country, device }: Session) {
  return { ts: Math.floor(atMs), user_id: user, country, device };
}

function isFelt(incident: Incident | undefined, kind: Incident['kind'], { country }: Session) {
  return incident?.kind === kind && incident.country === country;
}
