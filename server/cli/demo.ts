import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { HeliostatError, parseDuration } from '@heliostat/sdk';
import { sendEvents } from '../demo/send.ts';
import { buildSimulation } from '../demo/simulation.ts';
import type { CliEffects } from './main.ts';
import { parseServerUrl } from './url.ts';

export interface DemoOptions {
  url: string;
  /** Events per second, daily mean. */
  rate: number;
  seed: number;
  /** How much of the past is sent first. */
  backfillMs: number;
  /** Stops after this long; absent: at the signal. */
  forMs?: number;
  signal: AbortSignal;
  report(sent: number): void;
}

const sliceMs = 200;
const backfillSliceMs = 300_000;
/** What is sent later than this is told to be of the past: it comes faster than it happened. */
const pastMs = 2000;

/** Sends the past, then the present as it happens. Returns at the signal or after `forMs`. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { url, rate, seed, signal } = options;
  const startMs = Date.now() - options.backfillMs;
  const endMs = Date.now() + (options.forMs ?? Infinity);
  const simulation = buildSimulation({ seed, rate, startMs, history: options.backfillMs > 0 });
  let sent = 0;
  let doneMs = startMs;
  try {
    while (!signal.aborted && doneMs < endMs) {
      const behindMs = Date.now() - doneMs;
      if (behindMs < sliceMs) await sleep(sliceMs - behindMs, undefined, { signal });
      doneMs = Math.min(Date.now(), doneMs + backfillSliceMs);
      const events = simulation.advance(doneMs);
      await sendEvents(events, { url, isPast: behindMs > pastMs, signal });
      options.report((sent += events.length));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** `heliostat demo`. */
export async function demo(arguments_: string[], effects: CliEffects): Promise<number> {
  const { values } = parseFlags(arguments_);
  let sent = 0;
  const url = parseServerUrl(values.url);
  await runDemo({
    url,
    rate: parsePositive('rate', values.rate),
    seed: parsePositive('seed', values.seed),
    backfillMs: values.backfill === undefined ? 0 : parseDuration(values.backfill),
    ...(values.for !== undefined && { forMs: parseDuration(values.for) }),
    signal: effects.signal,
    report: (total) => {
      sent = total;
      if (effects.isTerminal) effects.write(`\r${total.toLocaleString('en')} events sent`);
    },
  }).catch((cause: unknown) => {
    // Node's fetch throws a TypeError where nobody answers.
    if (!(cause instanceof TypeError)) throw cause;
    const hint = 'Is the server running? heliostat start starts one.';
    throw new HeliostatError('UNAVAILABLE', `no answer from ${url}`, { hint, cause });
  });
  effects.write(`${effects.isTerminal ? '\r' : ''}${sent.toLocaleString('en')} events sent\n`);
  return 0;
}

function parseFlags(arguments_: string[]) {
  try {
    return parseArgs({
      args: arguments_,
      options: {
        url: { type: 'string', default: 'http://127.0.0.1:3300' },
        rate: { type: 'string', default: '60' },
        seed: { type: 'string', default: '1' },
        backfill: { type: 'string' },
        for: { type: 'string' },
      },
    });
  } catch (cause) {
    throw new HeliostatError(
      'INVALID_OPTIONS',
      String(cause instanceof Error ? cause.message : cause),
      {
        hint: 'heliostat demo --help lists the flags.',
      },
    );
  }
}

function parsePositive(flag: string, text: string): number {
  const value = Number(text);
  if (text !== '' && Number.isFinite(value) && value > 0 && value <= 1e6) return value;
  throw new HeliostatError('INVALID_OPTIONS', `${flag}: expected a positive number, got "${text}"`);
}
