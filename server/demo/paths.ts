import { buildChoice, type Random } from './random.ts';

/** Where visits come from, with their share and the pages they begin on. */
const sources: Readonly<Record<string, { share: number; pages: Weights }>> = {
  app: { share: 46, pages: { '/feed': 78, '/messages': 16, '/video': 6 } },
  push: { share: 22, pages: { '/messages': 55, '/feed': 20, '/groups': 15, '/events': 10 } },
  search: { share: 14, pages: { '/explore': 45, '/profile': 40, '/video': 15 } },
  'shared link': { share: 12, pages: { '/video': 52, '/profile': 28, '/events': 20 } },
  ad: { share: 6, pages: { '/explore': 60, '/events': 40 } },
};

/** Where people go from a page. */
const next: Readonly<Record<string, Weights>> = {
  '/feed': {
    '/profile': 26,
    '/video': 24,
    '/feed': 18,
    '/explore': 12,
    '/messages': 14,
    '/search': 6,
  },
  '/profile': { '/feed': 36, '/messages': 24, '/profile': 18, '/groups': 12, '/settings': 10 },
  '/explore': { '/video': 38, '/profile': 30, '/feed': 18, '/groups': 14 },
  '/messages': { '/feed': 40, '/profile': 26, '/messages': 24, '/groups': 10 },
  '/video': { '/video': 48, '/feed': 26, '/profile': 18, '/explore': 8 },
  '/groups': { '/events': 34, '/feed': 32, '/messages': 20, '/groups': 14 },
  '/events': { '/groups': 34, '/feed': 44, '/profile': 22 },
  '/settings': { '/feed': 60, '/help': 24, '/profile': 16 },
  '/search': { '/profile': 50, '/video': 26, '/groups': 14, '/search': 10 },
  '/help': { '/settings': 45, '/feed': 55 },
};

type Weights = Readonly<Record<string, number>>;
type Pick = (random: Random) => string;

const pickers = new Map(Object.entries(next).map(([page, weights]) => [page, pickOf(weights)]));
const firstPages = new Map(
  Object.entries(sources).map(([source, { pages }]) => [source, pickOf(pages)]),
);

/** Where a visit comes from. */
export const pickSource: Pick = pickOf(
  Object.fromEntries(Object.entries(sources).map(([source, { share }]) => [source, share])),
);

/** The page after `from`: a page, or the source of the visit. */
export function pickNext(random: Random, from: string): string {
  const pick = pickers.get(from) ?? firstPages.get(from);
  return pick === undefined ? '/feed' : pick(random);
}

function pickOf(weights: Weights): Pick {
  const names = Object.keys(weights);
  const pick = buildChoice(Object.values(weights));
  return (random) => names[pick(random)] ?? '/feed';
}
