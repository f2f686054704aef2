import { render } from '@testing-library/svelte';
import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import { createTestHost } from '../testing/panel-host.ts';
import type { TimePoint } from './time-point.ts';
import TimeBrush from './TimeBrush.svelte';

function stage() {
  const host = createTestHost();
  const chosen: number[] = [];
  const { container, unmount } = render(TimeBrush, {
    props: {
      id: 'a',
      host,
      range: { from: 0, to: 1000 },
      width: 100,
      height: 40,
      onchoose: ({ time }: TimePoint) => chosen.push(time),
    },
  });
  const brush = container.querySelector<HTMLElement>('.brush')!;
  brush.setPointerCapture = () => undefined;
  const fire = (type: string, clientX: number) => {
    brush.dispatchEvent(new PointerEvent(type, { clientX, clientY: 5, button: 0, bubbles: true }));
    host.flush();
    flushSync();
  };
  return { host, chosen, container, unmount, fire };
}

test('a drag zooms, whichever way it goes; a short one chooses', () => {
  const { host, chosen, fire, container } = stage();
  fire('pointerdown', 60);
  fire('pointermove', 20);
  expect(container.querySelector('.span')).not.toBeNull();
  fire('pointerup', 20);
  expect(host.zooms).toEqual([{ from: 200, to: 600 }]);
  expect(container.querySelector('.span')).toBeNull();

  fire('pointerdown', 50);
  fire('pointermove', 52);
  fire('pointerup', 52);
  expect(host.zooms).toHaveLength(1);
  expect(chosen).toEqual([520]);
});

test('the cursor of the page is drawn where it is in range, and moved by the pointer', () => {
  const { host, fire, container, unmount } = stage();
  fire('pointermove', 30);
  expect([host.cursor.time, host.cursor.source]).toEqual([300, 'a']);
  expect(container.querySelector<HTMLElement>('.line')?.style.transform).toBe('translateX(30px)');

  host.cursor.move(5000, 'b');
  host.flush();
  flushSync();
  expect(container.querySelector('.line')).toBeNull();
  fire('pointerleave', 0);
  expect(host.cursor.time).toBeNull();
  unmount();
  expect(host.listeners).toBe(0);
});
