import { expect, test } from 'vitest';
import { preventBurnIn } from './burn-in.ts';

function stage() {
  const element = document.createElement('main');
  const wall: { isStill: boolean; minute: () => void; isEnded: boolean } = {
    ...{ isStill: false, isEnded: false },
    minute: () => undefined,
  };
  const end = preventBurnIn(element, {
    every: (ms, run) => {
      expect(ms).toBe(60_000);
      wall.minute = run;
      return () => (wall.isEnded = true);
    },
    isStill: () => wall.isStill,
  });
  const { style } = element;
  const place = () => [parseInt(style.left || '0'), parseInt(style.top || '0')] as const;
  return { wall, end, place, element };
}

test('a page on a wall wanders a few pixels, a pixel a minute, and never off the screen', () => {
  const { wall, place } = stage();
  const seen = new Set<string>();
  for (let minute = 0, [x, y] = place(); minute < 60; minute++) {
    wall.minute();
    const [nextX, nextY] = place();
    expect(Math.abs(nextX - x)).toBeLessThanOrEqual(1);
    expect(Math.abs(nextY - y)).toBeLessThanOrEqual(1);
    [x, y] = [nextX, nextY];
    expect([x, y].every((one) => one <= 0 && one >= -4)).toBe(true);
    seen.add(`${x} ${y}`);
  }
  expect(seen.size).toBeGreaterThan(8);
});

test('it stands still where motion is not wanted, and is where it was when it ends', () => {
  const { wall, end, place, element } = stage();
  wall.minute();
  expect(place()).not.toEqual([0, 0]);
  wall.isStill = true;
  wall.minute();
  expect(place()).toEqual([0, 0]);
  wall.isStill = false;
  wall.minute();
  end();
  expect([wall.isEnded, element.getAttribute('style') ?? '']).toEqual([true, '']);
});
