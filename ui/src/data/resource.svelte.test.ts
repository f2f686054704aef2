import { HeliostatError } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import { Resource } from './resource.svelte.ts';

/** Answers that come when they are told to, in any order. */
function open() {
  const asked: { answer(value: string): void; fail(): void; signal: AbortSignal }[] = [];
  const resource = new Resource<string>(
    (signal) =>
      new Promise((resolve, reject) => {
        const fail = () => reject(new HeliostatError('UNAVAILABLE', 'gone'));
        asked.push({ answer: resolve, fail, signal });
      }),
  );
  return { resource, asked };
}

test('an answer to a question that was asked anew is not taken', async () => {
  const { resource, asked } = open();
  const [first, second] = [resource.load(), resource.load()];
  expect(asked[0]?.signal.aborted).toBe(true);
  asked[1]?.answer('new');
  await second;
  asked[0]?.answer('old');
  await first;
  expect([resource.value, resource.loading]).toEqual(['new', false]);
});

test('what was told while an answer was waited for is newer than the answer', async () => {
  const { resource, asked } = open();
  const loading = resource.load();
  resource.take('told');
  asked[0]?.answer('old');
  await loading;
  expect([resource.value, resource.loading]).toEqual(['told', false]);
});

test('a failure leaves the last good value; what is told ends it', async () => {
  const { resource, asked } = open();
  resource.take('good');
  const loading = resource.load();
  asked[0]?.fail();
  await loading;
  expect([resource.value, resource.error?.code]).toEqual(['good', 'UNAVAILABLE']);
  resource.take('better');
  expect([resource.value, resource.error]).toEqual(['better', undefined]);
});
