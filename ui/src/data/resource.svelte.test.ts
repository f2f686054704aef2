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

test('a check takes what is new, and leaves what says the same as it is', async () => {
  let answer = { etag: '1' };
  const resource = new Resource(() => Promise.resolve({ ...answer }));
  await resource.load();
  const shown = resource.value;
  await resource.check();
  expect(resource.value).toBe(shown);
  answer = { etag: '2' };
  await resource.check();
  expect(resource.value).toEqual({ etag: '2' });
});
