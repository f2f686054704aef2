import type { SnapshotLifetime } from '@heliostat/sdk';

/** What the dialog offers, and how it is called. */
export const lifetimeTitles: readonly (readonly [SnapshotLifetime, string])[] = [
  ['1h', 'an hour'],
  ['1d', 'a day'],
  ['7d', '7 days'],
  ['30d', '30 days'],
  ['never', 'ever, until it is revoked'],
];
