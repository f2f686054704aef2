import type { Client } from 'graphql-ws';
import { loadAgain, pauseMs, wait } from './load-again.ts';

export interface Subscriptions {
  /** Calls `onNext` for every result until the returned function is called; reconnects by itself. */
  subscribe<Result>(operation: string, onNext: (result: Result) => void): () => void;
}

/** `undefined`: not yet known. */
export type Reachable = boolean | undefined;

export interface SubscriptionOptions {
  url: string;
  onReachable(reachable: Reachable): void;
}

/** What subscriptions need of the world; tests replace it. */
export interface SubscriptionEffects {
  /** Loads the code of a client and builds one; rejects when the code does not come. */
  open: (options: SubscriptionOptions) => Promise<Client>;
  wait: (ms: number) => Promise<void>;
}

/** Subscriptions over one graphql-ws socket, its client loaded with the first of them. */
export function buildSubscriptions(
  options: SubscriptionOptions,
  { open, wait }: SubscriptionEffects = defaultEffects,
): Subscriptions {
  let client: Promise<Client> | undefined;
  return {
    subscribe<Result>(operation: string, onNext: (result: Result) => void) {
      let stop: (() => void) | undefined;
      let ended = false;
      client ??= loadAgain(() => open(options), wait);
      void client.then((opened) => {
        if (ended) return;
        stop = opened.subscribe<Result>(
          { query: operation },
          {
            next: (message) => {
              if (message.data !== null && message.data !== undefined) onNext(message.data);
            },
            error: () => undefined,
            complete: () => undefined,
          },
        );
      });
      return () => {
        ended = true;
        stop?.();
      };
    },
  };
}

async function openClient(options: SubscriptionOptions): Promise<Client> {
  const { createClient } = await import('graphql-ws');
  return createClient({
    url: options.url,
    retryAttempts: Number.MAX_SAFE_INTEGER,
    shouldRetry: () => true,
    retryWait: (retries) => wait(pauseMs(retries)),
    keepAlive: 10_000,
    on: {
      connected: () => options.onReachable(true),
      closed: () => options.onReachable(false),
    },
  });
}

const defaultEffects: SubscriptionEffects = { open: openClient, wait };
