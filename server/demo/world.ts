import { buildChoice, zipfWeights, type Random } from './random.ts';

/** A country: its share of the users and its distance from UTC, in hours. */
interface Country {
  code: string;
  share: number;
  utcOffset: number;
}

const countries: readonly Country[] = [
  { code: 'US', share: 24, utcOffset: -6 },
  { code: 'IN', share: 18, utcOffset: 5.5 },
  { code: 'BR', share: 14, utcOffset: -3 },
  { code: 'JP', share: 10, utcOffset: 9 },
  { code: 'DE', share: 9, utcOffset: 1 },
  { code: 'GB', share: 9, utcOffset: 0 },
  { code: 'FR', share: 8, utcOffset: 1 },
  { code: 'NG', share: 8, utcOffset: 1 },
  { code: 'MX', share: 7, utcOffset: -6 },
  { code: 'ID', share: 7, utcOffset: 7 },
  { code: 'ES', share: 5, utcOffset: 1 },
  { code: 'IT', share: 5, utcOffset: 1 },
  { code: 'CA', share: 4.5, utcOffset: -5 },
  { code: 'PH', share: 4, utcOffset: 8 },
  { code: 'TR', share: 4, utcOffset: 3 },
  { code: 'PL', share: 3.5, utcOffset: 1 },
  { code: 'AR', share: 3, utcOffset: -3 },
  { code: 'EG', share: 3, utcOffset: 2 },
  { code: 'KR', share: 3, utcOffset: 9 },
  { code: 'ZA', share: 2.5, utcOffset: 2 },
  { code: 'AU', share: 2.5, utcOffset: 10 },
  { code: 'CO', share: 2.2, utcOffset: -5 },
  { code: 'NL', share: 2, utcOffset: 1 },
  { code: 'KE', share: 2, utcOffset: 3 },
  { code: 'SE', share: 1.6, utcOffset: 1 },
  { code: 'SA', share: 1.5, utcOffset: 3 },
  { code: 'CL', share: 1.2, utcOffset: -4 },
  { code: 'NZ', share: 0.8, utcOffset: 12 },
];
const devices = ['ios', 'android', 'web', 'tablet'];
const topics = ['music', 'sports', 'food', 'travel', 'science', 'games', 'fashion', 'news'];
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

/** Who posts, the best known first. */
const creators = [
  'mara.films',
  'tobi_cooks',
  'nightbus',
  'lena.k',
  'studio.nord',
  'oldmaps',
  'pixelhike',
  'the.quiet.lab',
  'dj_saffron',
  'runwithjo',
  'casa.verde',
  'kofi.draws',
  'hanako',
  'two.wheels',
  'goalmouth',
  'bread.and.tea',
  'skyline.sam',
  'vinyl.annie',
  'polar.notes',
  'matcha.mike',
  'northlight',
  'rua.augusta',
  'ink.tank',
  'slowfashion',
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
  pickFeature: choose(features, zipfWeights(features.length, 0.7)),
  pickPlacement: choose(placements, [55, 20, 17, 8]),
  pickMedium: choose(media, [55, 33, 12]),
  pickUser: buildChoice(zipfWeights(userCount, 0.55)),
  pickContent: buildChoice(zipfWeights(contentCount, 0.95)),
  /** The topic of a content is fixed: its number decides. */
  topicOf: (content: number) => topics[(content * 2_654_435_761) % topics.length] ?? 'news',
  /** So is who made it. */
  creatorOf: (content: number) =>
    creators[(Math.imul(content, 2_654_435_761) >>> 16) % creators.length] ?? 'nightbus',
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

/** Picks a value, each as often as its weight says. */
export function choose<T>(values: readonly T[], weights: readonly number[]): (random: Random) => T {
  const pick = buildChoice(weights);
  return (random) => values[pick(random)] as T;
}
