import { maxResultRows, type ErrorReport, type Frame, type Interval } from '@heliostat/sdk';
import type { QueryAnswer } from '../data/query.ts';

const cutNotice = `Cut at ${maxResultRows.toLocaleString('en')} rows: a shorter time range or a filter shows all.`;

/** The result of one query of the dashboard, kept fresh while a panel wants it. */
export class Feed {
  /** The last good one: it stays while a new one loads or fails. */
  frame = $state.raw<Frame | undefined>();
  error = $state.raw<ErrorReport | undefined>();
  phase = $state<'idle' | 'loading' | 'settled'>('idle');
  interval = $state.raw<Interval | undefined>();
  stepMs = $state(0);
  /** When the newest event in it was accepted; 0 when unknown. */
  acceptedAtMs = $state(0);
  /** When it arrived, by the server's clock. */
  receivedAtMs = $state(0);
  /** Frames so far: what the badge blinks on. */
  received = $state(0);
  readonly #query: string;

  constructor(query: string) {
    this.#query = query;
  }

  /** What a viewer must know of the result: that it is not the whole of it. */
  get notices(): readonly string[] {
    // Not derived: that would belong to the component that asks first, which may leave before others do.
    return this.frame !== undefined && this.frame.length >= maxResultRows ? [cutNotice] : [];
  }

  accept(answer: QueryAnswer & { acceptedAtMs: number }, nowMs: number): void {
    this.frame = { ...answer.frame, query: this.#query };
    this.interval = { from: answer.from, to: answer.to };
    this.stepMs = answer.stepMs;
    this.acceptedAtMs = answer.acceptedAtMs;
    this.receivedAtMs = nowMs;
    this.received += 1;
    this.error = undefined;
    this.phase = 'settled';
  }

  fail(error: ErrorReport): void {
    this.error = error;
    this.phase = 'settled';
  }
}

/**
 * What `make` makes, as if nothing were being derived just now. State that is made while something is
 * derived goes unseen by it, and feeds are first asked for in such places.
 */
export function apart<Made>(make: () => Made): Made {
  const made: Made[] = [];
  // It is never ended: that would end what was made, too.
  $effect.root(() => void made.push(make()));
  return made[0] as Made;
}
