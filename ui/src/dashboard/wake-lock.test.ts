import { expect, test, vi } from 'vitest';
import { keepAwake } from './wake-lock.ts';

function buildScreen() {
  const listeners = new Set<() => void>();
  const released = vi.fn(async () => {});
  const request = vi.fn(async () => ({ release: released }) as unknown as WakeLockSentinel);
  const document = {
    visibilityState: 'visible' as DocumentVisibilityState,
    addEventListener: (_: string, listener: () => void) => void listeners.add(listener),
    removeEventListener: (_: string, listener: () => void) => void listeners.delete(listener),
  };
  const show = (state: DocumentVisibilityState): void => {
    document.visibilityState = state;
    for (const listener of listeners) listener();
  };
  return {
    screen: { document, wakeLock: { request } } as never,
    request,
    released,
    show,
    listeners,
  };
}
const settle = () => new Promise((resolve) => setTimeout(resolve));

test('the screen is asked to stay on, and again each time the page is seen', async () => {
  const { screen, request, show } = buildScreen();
  const stop = keepAwake(screen);
  show('hidden');
  expect(request).toHaveBeenCalledTimes(1);
  show('visible');
  expect(request).toHaveBeenCalledTimes(2);
  stop();
});

test('it may sleep again afterwards, also when the browser answers late', async () => {
  const { screen, released, listeners } = buildScreen();
  keepAwake(screen)();
  await settle();
  expect(released).toHaveBeenCalledTimes(1);
  const held = buildScreen();
  const stop = keepAwake(held.screen);
  await settle();
  stop();
  expect([held.released.mock.calls.length, listeners.size]).toEqual([1, 0]);
});

test('a browser that refuses or has no such thing is no problem', async () => {
  const { screen } = buildScreen();
  const refusing = { request: () => Promise.reject(new Error('low battery')) };
  keepAwake({ ...(screen as object), wakeLock: refusing } as never)();
  keepAwake({ ...(screen as object), wakeLock: undefined } as never)();
  await settle();
});
