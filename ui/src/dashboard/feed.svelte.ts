import { maxResultRows, type ErrorReport, type Frame, type Interval } from '@heliostat/sdk';
import type { QueryAnswer } from '../data/query.ts';

const cutNotice = `Cut at ${maxResultRows.toLocaleString('en')} rows: a shorter time range or a filter shows all.`;

const cancelledNotice =
  'Cancelled before it had answered: what is shown is older. Refresh asks again.';
/** Whoever waits longer is told for how long, and can call it off. */
const slowMs = 2000;
const maxDurations = 20;

/** What watching how long an answer takes needs of the world. */
export interface WaitEffects {
  /** Milliseconds of a clock that only goes forward. */
  clock(): number;
  /** Returns the function that calls it off. */
  after(ms: number, run: () => void): () => void;
}

/** The result of one query of the dashboard, kept fresh while a panel wants it. */
export class Feed {
  /** The last good one: it stays while a new one loads or fails. */
  frame = $state.raw<Frame | undefined>();
  error = $state.raw<ErrorReport | undefined>();
  phase = $state<'idle' | 'loading' | 'settled' | 'cancelled'>('idle');
  /** Loading for so long that a panel says so. */
  isSlow = $state(false);
  interval = $state.raw<Interval | undefined>();
  stepMs = $state(0);
  /** When the newest event in it was accepted; 0 when unknown. */
  acceptedAtMs = $state(0);
  /** When it arrived, by the server's clock. */
  receivedAtMs = $state(0);
  /** Frames so far: what the badge blinks on. */
  received = $state(0);
  /** How long the answer has been, or was, waited for. */
  elapsedMs: () => number = () => 0;
  /** Of the last answers, milliseconds, the newest last. */
  #durations: readonly number[] = [];
  #endWatch: () => void = () => undefined;
  readonly #query: string;

  constructor(query: string) {
    this.#query = query;
  }

  /** What a viewer must know of the result: that it is not the whole of it. */
  get notices(): readonly string[] {
    // Not derived: that would belong to the component that asks first, which may leave before others do.
    if (this.frame === undefined) return [];
    return [
      ...(this.frame.length >= maxResultRows ? [cutNotice] : []),
      ...(this.phase === 'cancelled' ? [cancelledNotice] : []),
    ];
  }

  /** The middle of what the last answers took, milliseconds; undefined before the first. */
  get usualMs(): number | undefined {
    return this.#durations.toSorted((a, b) => a - b)[this.#durations.length >> 1];
  }

  /** An answer is waited for from now on. */
  begin(effects: WaitEffects): void {
    this.rest('loading');
    const startMs = effects.clock();
    this.elapsedMs = () => effects.clock() - startMs;
    this.#endWatch = effects.after(slowMs, () => (this.isSlow = true));
  }

  /** Nothing is waited for any more, or something anew. */
  rest(phase: 'loading' | 'settled' | 'cancelled'): void {
    this.#endWatch();
    this.isSlow = false;
    this.phase = phase;
  }

  accept(answer: QueryAnswer & { acceptedAtMs: number }, nowMs: number): void {
    if (this.phase === 'loading')
      this.#durations = [...this.#durations.slice(1 - maxDurations), this.elapsedMs()];
    this.frame = { ...answer.frame, query: this.#query };
    this.interval = { from: answer.from, to: answer.to };
    this.stepMs = answer.stepMs;
    this.acceptedAtMs = answer.acceptedAtMs;
    this.receivedAtMs = nowMs;
    this.received += 1;
    this.error = undefined;
    this.rest('settled');
  }

  fail(error: ErrorReport): void {
    this.error = error;
    this.rest('settled');
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
