import type { DemoEvent } from './behaviour.ts';
import { changesOfCampaigns } from './campaigns.ts';
import { blockMs, incidentOf, type IncidentKind } from './incidents.ts';
import { buildRandom } from './random.ts';

const services = ['web', 'feed', 'media', 'ads', 'login'];
const words: Readonly<Record<IncidentKind, (country: string) => string>> = {
  'login-failures': (country) => `Logins fail in ${country}`,
  'slow-pages': (country) => `Pages are slow in ${country}`,
  'ad-outage': (country) => `No ads are served in ${country}`,
  'viral-post': () => 'A post goes viral',
  bots: (country) => `Bots click ads in ${country}`,
};

/** What those who run the network write down from `fromMs` to `untilMs`, in order of time. */
export function operationsBetween(seed: number, fromMs: number, untilMs: number): DemoEvent[] {
  const first = Math.floor(fromMs / blockMs) - 1;
  const last = Math.floor(untilMs / blockMs);
  const blocks = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return blocks
    .flatMap((block) => [...incident(seed, block), ...release(seed, block)])
    .concat(changesOfCampaigns(fromMs, untilMs).map(campaign))
    .filter(({ event }) => event.ts >= fromMs && event.ts < untilMs)
    .sort((a, b) => a.event.ts - b.event.ts);
}

function incident(seed: number, block: number): DemoEvent[] {
  const found = incidentOf(seed, block);
  if (found === undefined) return [];
  const { kind, country } = found;
  const [began, ended] = [Math.floor(found.fromMs), Math.floor(found.toMs)];
  const text = words[kind](country);
  const common = { id: `incident-${block}`, kind: 'incident', country, began_at: began };
  const level = kind === 'viral-post' ? 'info' : 'error';
  return [
    operation(began, { ...common, level, text }),
    operation(ended, { ...common, level: 'info', text: `Over: ${text}`, ended_at: ended }),
  ];
}

/** A new version of something goes out in every other block or so. */
function release(seed: number, block: number): DemoEvent[] {
  const random = buildRandom(seed * 6151 + block);
  if (random() > 0.55) return [];
  const at = Math.floor((block + random()) * blockMs);
  const service = services[Math.floor(random() * services.length)] ?? 'web';
  const text = `${service} 4.${block % 100}.${Math.floor(random() * 9)} deployed`;
  return [
    operation(at, { id: `deploy-${block}`, kind: 'deploy', level: 'info', text, began_at: at }),
  ];
}

function campaign({
  atMs,
  name,
  starts,
}: ReturnType<typeof changesOfCampaigns>[number]): DemoEvent {
  const at = Math.floor(atMs);
  const text = `Campaign ${name} ${starts ? 'starts' : 'pauses'}`;
  const id = `campaign-${name}-${at}`;
  return operation(at, { id, kind: 'campaign', level: 'info', text, began_at: at });
}

function operation(ts: number, what: Record<string, unknown>): DemoEvent {
  return { stream: 'operations', event: { ts, ...what } };
}
