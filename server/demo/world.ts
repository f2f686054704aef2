import { buildChoice, zipfWeights, type Random } from './random.ts';

/** A country: its share of the users and its distance from UTC, in hours. */
interface Country {
  code: string;
  share: number;
  utcOffset: number;
}

const countries: readonly Country[] = [
  { code: 'US', share: 24, utcOffset: -6 },
  { code: 'BR', share: 14, utcOffset: -3 },
  { code: 'IN', share: 18, utcOffset: 5.5 },
  { code: 'DE', share: 9, utcOffset: 1 },
  { code: 'FR', share: 8, utcOffset: 1 },
  { code: 'GB', share: 9, utcOffset: 0 },
  { code: 'JP', share: 10, utcOffset: 9 },
  { code: 'NG', share: 8, utcOffset: 1 },
];
const devices = ['ios', 'android', 'web', 'tablet'];
const topics = ['music', 'sports', 'food', 'travel', 'science', 'games', 'fashion', 'news'];
const pages = [
  '/feed',
  '/profile',
  '/explore',
  '/messages',
  '/video',
  '/groups',
  '/events',
  '/settings',
  '/search',
  '/help',
];
const features = [
  'story',
  'filter',
  'poll',
  'dark_mode',
  'live_video',
  'translate',
  'save',
  'mute',
];
/** What people post, with the median size in bytes. */
const media: readonly (readonly [type: string, medianBytes: number])[] = [
  ['post', 400],
  ['photo', 2_100_000],
  ['video', 24_000_000],
];
const placements = ['feed', 'story', 'video', 'search'];

export interface Campaign {
  name: string;
  advertiser: string;
  /** Price of 1,000 impressions and of one click, EUR. */
  cpm: number;
  cpc: number;
  /** Chance that an impression is clicked. */
  clickRate: number;
}

const campaigns: readonly Campaign[] = [
  { name: 'spring-shoes', advertiser: 'Kestrel', cpm: 6.2, cpc: 0.42, clickRate: 0.021 },
  { name: 'city-flights', advertiser: 'Aerlume', cpm: 9.8, cpc: 0.95, clickRate: 0.012 },
  { name: 'bank-switch', advertiser: 'Norda', cpm: 14.5, cpc: 1.8, clickRate: 0.006 },
  { name: 'meal-kits', advertiser: 'Pantry', cpm: 5.4, cpc: 0.36, clickRate: 0.018 },
  { name: 'phone-x2', advertiser: 'Orbit', cpm: 11.1, cpc: 0.7, clickRate: 0.015 },
  { name: 'indie-game', advertiser: 'Bitloom', cpm: 3.9, cpc: 0.22, clickRate: 0.028 },
  { name: 'language-app', advertiser: 'Parlo', cpm: 4.6, cpc: 0.31, clickRate: 0.024 },
  { name: 'electric-car', advertiser: 'Voltara', cpm: 18.3, cpc: 2.4, clickRate: 0.004 },
];

const userCount = 20_000;
const contentCount = 4_000;

/** Who and what there is, and how likely each is met. */
export const world = {
  countries,
  topics,
  /** Most people come from few countries, use a phone and look at few things. */
  pickCountry: choose(
    countries,
    countries.map(({ share }) => share),
  ),
  pickDevice: choose(devices, [34, 41, 20, 5]),
  pickPage: choose(pages, zipfWeights(pages.length, 0.9)),
  pickFeature: choose(features, zipfWeights(features.length, 0.7)),
  pickPlacement: choose(placements, [55, 20, 17, 8]),
  pickCampaign: choose(campaigns, [16, 12, 9, 15, 13, 14, 13, 8]),
  pickMedium: choose(media, [55, 33, 12]),
  pickUser: buildChoice(zipfWeights(userCount, 0.55)),
  pickContent: buildChoice(zipfWeights(contentCount, 0.95)),
  /** The topic of a content is fixed: its number decides. */
  topicOf: (content: number) => topics[(content * 2_654_435_761) % topics.length] ?? 'news',
};

/**
 * How busy a country is, relative to its daily mean: low at 4 in the morning, high at 20 local time,
 * a little more at the weekend.
 */
export function activityLevel(country: Country, timeMs: number): number {
  const localHour = (timeMs / 3_600_000 + country.utcOffset) % 24;
  const day = 1 + 0.55 * Math.cos(((localHour - 19.5) / 24) * 2 * Math.PI);
  const evening = 0.35 * Math.exp(-(((localHour - 20.5) / 2.2) ** 2));
  const weekday = new Date(timeMs + country.utcOffset * 3_600_000).getUTCDay();
  return (day + evening) * (weekday === 0 || weekday === 6 ? 1.12 : 0.95);
}

/** The whole network relative to its daily mean, countries weighted by their share. */
export function networkLevel(timeMs: number): number {
  const total = countries.reduce((sum, { share }) => sum + share, 0);
  return countries.reduce((sum, c) => sum + c.share * activityLevel(c, timeMs), 0) / total;
}

function choose<T>(values: readonly T[], weights: readonly number[]): (random: Random) => T {
  const pick = buildChoice(weights);
  return (random) => values[pick(random)] as T;
}
