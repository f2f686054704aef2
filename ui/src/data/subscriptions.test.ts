import type { Client } from 'graphql-ws';
import { expect, test } from 'vitest';
import { buildSubscriptions } from './subscriptions.ts';

const options = { url: 'ws://localhost/graphql', onReachable: () => undefined };
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** A client whose code fails to come that many times. */
function setUp(failures: number) {
  const asked: string[] = [];
  const waits: { ms: number; end: () => void }[] = [];
  let opened = 0;
  const subscriptions = buildSubscriptions(options, {
    open: () => {
      opened += 1;
      if (opened <= failures) return Promise.reject(new Error('no network'));
      const subscribe = ({ query }: { query: string }) => {
        asked.push(query);
        return () => asked.splice(asked.indexOf(query), 1);
      };
      return Promise.resolve({ subscribe } as unknown as Client);
    },
    wait: (ms) => new Promise((end) => waits.push({ ms, end })),
  });
  return { subscriptions, asked, waits, opened: () => opened };
}

test('a client whose code does not come is loaded again, for everybody who subscribes', async () => {
  const { subscriptions, asked, waits, opened } = setUp(2);
  subscriptions.subscribe('a', () => undefined);
  const endSecond = subscriptions.subscribe('b', () => undefined);
  await settle();
  expect([asked, waits.map(({ ms }) => ms)]).toEqual([[], [250]]);
  waits[0]?.end();
  await settle();
  endSecond();
  subscriptions.subscribe('c', () => undefined);
  waits[1]?.end();
  await settle();
  expect(asked).toEqual(['a', 'c']);
  expect([opened(), waits.map(({ ms }) => ms)]).toEqual([3, [250, 500]]);
});
