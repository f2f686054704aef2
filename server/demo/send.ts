import { setTimeout as sleep } from 'node:timers/promises';
import { HeliostatError } from '@heliostat/sdk';
import { withOwnSignal } from '../own-signal.ts';
import type { DemoEvent, StreamName } from './behaviour.ts';

const maxAttempts = 20;
const linesPerRequest = 4000;

interface Delivery {
  url: string;
  /** The events are of the past. */
  isPast: boolean;
  signal: AbortSignal;
}

/** Sends events to their streams through the public ingest API; waits when the server says so. */
export async function sendEvents(
  events: readonly DemoEvent[],
  { url, isPast, signal }: Delivery,
): Promise<void> {
  const byStream = new Map<StreamName, string[]>();
  for (const { stream, event } of events) {
    const lines = byStream.get(stream) ?? [];
    lines.push(JSON.stringify(event));
    byStream.set(stream, lines);
  }
  await Promise.all(
    [...byStream].map(async ([stream, lines]) => {
      const target = new URL(`/ingest/v1/${stream}${isPast ? '?backfill=true' : ''}`, url);
      for (let i = 0; i < lines.length; i += linesPerRequest)
        await withOwnSignal(signal, (own) =>
          post(target, lines.slice(i, i + linesPerRequest), own),
        );
    }),
  );
}

async function post(url: URL, lines: readonly string[], signal: AbortSignal): Promise<void> {
  const key = crypto.randomUUID();
  for (let attempt = 1; ; attempt++) {
    const reply = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', 'idempotency-key': key },
      body: `${lines.join('\n')}\n`,
      signal,
    });
    const text = await reply.text();
    if (reply.ok) return;
    const isBusy = reply.status === 429 || reply.status === 503;
    if (!isBusy || attempt === maxAttempts)
      throw new HeliostatError(
        'UNAVAILABLE',
        `${url.pathname} answered ${reply.status}: ${text.slice(0, 300)}`,
      );
    await sleep(1000 * Number(reply.headers.get('retry-after') ?? 1), undefined, { signal });
  }
}
