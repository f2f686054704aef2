import type { Logger } from '@heliostat/sdk';

/** Everything outside that tests replace: the clock and the log of messages. */
export interface Effects {
  /** Wall clock, epoch milliseconds. */
  now(): number;
  readonly log: Logger;
}
