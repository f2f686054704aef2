import { render, screen } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import Loaded from './Loaded.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const children = createRawSnippet<[unknown]>((value) => ({
  render: () => `<p>${String(value())}</p>`,
}));

/** Fails that many times. */
const flaky = (failures: number) =>
  vi.fn(() =>
    failures-- > 0 ? Promise.reject(new Error('no network')) : Promise.resolve('there'),
  );

test('what does not come at first is loaded again until it does', async () => {
  const load = flaky(2);
  render(Loaded, { load, children });
  await vi.advanceTimersByTimeAsync(0);
  expect(screen.queryByText('there')).toBeNull();
  await vi.advanceTimersByTimeAsync(2000);
  expect(screen.getByText('there')).toBeTruthy();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(load).toHaveBeenCalledTimes(3);
});

test('nothing is loaded for what has left', async () => {
  const load = flaky(9);
  const { unmount } = render(Loaded, { load, children });
  await vi.advanceTimersByTimeAsync(0);
  unmount();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(load).toHaveBeenCalledTimes(1);
});

test('who shows the failure says when it is tried again', async () => {
  const load = flaky(1);
  let retry: () => void = () => undefined;
  const failed = createRawSnippet((error: () => unknown, again: () => () => void) => {
    retry = again();
    return { render: () => `<p>${String(error())}</p>` };
  });
  render(Loaded, { load, children, failed });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(load).toHaveBeenCalledTimes(1);
  expect(screen.getByText('Error: no network')).toBeTruthy();
  retry();
  await vi.advanceTimersByTimeAsync(0);
  expect(screen.getByText('there')).toBeTruthy();
});
