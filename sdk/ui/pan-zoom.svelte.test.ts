import { expect, test } from 'vitest';
import { panZoom, pressPanZoom } from './pan-zoom.ts';

function stage({ takesFinger = true } = {}) {
  const node = document.createElement('div');
  node.setPointerCapture = () => undefined;
  const calls: unknown[][] = [];
  const clicks: number[] = [];
  const gestures = {
    pan: (...by: number[]) => void calls.push(['pan', ...by]),
    zoom: (factor: number, at?: object) => void calls.push(['zoom', factor, at]),
    reset: () => void calls.push(['reset']),
    ondrag: (isDragged: boolean) => void calls.push(['drag', isDragged]),
    takesFinger: () => takesFinger,
  };
  const child = node.appendChild(document.createElement('span'));
  child.addEventListener('click', () => clicks.push(1));
  const end = panZoom(gestures)(node);
  const fire = (type: string, clientX: number, more: PointerEventInit = {}) =>
    child.dispatchEvent(
      new PointerEvent(type, { bubbles: true, button: 0, clientX, clientY: 0, ...more }),
    );
  return { calls, clicks, gestures, fire, end };
}

test('a drag moves the drawing, and the click that ends it chooses nothing', () => {
  const { calls, clicks, fire } = stage();
  fire('pointerdown', 10);
  fire('pointermove', 12);
  fire('pointermove', 20);
  fire('pointermove', 25);
  fire('pointerup', 25);
  fire('click', 25, { detail: 1 });
  expect(calls).toEqual([
    ['drag', true],
    ['pan', 10, 0],
    ['pan', 5, 0],
    ['drag', false],
  ]);
  expect(clicks).toEqual([]);
  fire('pointerdown', 10);
  fire('pointerup', 10);
  fire('click', 10);
  expect(clicks).toEqual([1]);
});

test('a key that presses what is drawn does so after a drag by touch, which no click ends', () => {
  const { clicks, fire } = stage();
  fire('pointerdown', 10, { pointerType: 'touch' });
  fire('pointermove', 90, { pointerType: 'touch' });
  fire('pointerup', 90, { pointerType: 'touch' });
  // Enter on a focused mark: a click that no pointer made.
  fire('click', 0, { detail: 0 });
  expect(clicks).toEqual([1]);
});

test('two fingers pinch and move at once', () => {
  const { calls, fire } = stage({ takesFinger: false });
  fire('pointerdown', 100, { pointerId: 1, pointerType: 'touch' });
  fire('pointerdown', 200, { pointerId: 2, pointerType: 'touch' });
  fire('pointermove', 300, { pointerId: 2, pointerType: 'touch' });
  expect(calls).toEqual([
    ['drag', true],
    ['pan', 50, 0],
    ['zoom', 2, { x: 200, y: 0 }],
  ]);
});

test('one finger scrolls the page until the drawing takes it', () => {
  const { calls, fire } = stage({ takesFinger: false });
  fire('pointerdown', 100, { pointerType: 'touch' });
  fire('pointermove', 200, { pointerType: 'touch' });
  expect(calls).toEqual([]);
});

test('a mouse that was released elsewhere drags nothing', () => {
  const { calls, fire } = stage();
  fire('pointerdown', 10, { pointerType: 'mouse', buttons: 1 });
  fire('pointermove', 90, { pointerType: 'mouse', buttons: 0 });
  expect(calls).toEqual([]);
});

test('keys zoom, move and go back; all others are somebody else’s', () => {
  const { calls, gestures, end, fire } = stage();
  const press = (key: string, shiftKey = false) =>
    pressPanZoom(new KeyboardEvent('keydown', { key, shiftKey }), gestures);
  expect([press('+'), press('-'), press('0'), press('ArrowLeft', true)]).not.toContain(false);
  expect([press('ArrowLeft'), press('a')]).toEqual([false, false]);
  expect(calls.map(([name]) => name)).toEqual(['zoom', 'zoom', 'reset', 'pan']);
  end();
  fire('pointerdown', 10);
  fire('pointermove', 90);
  expect(calls).toHaveLength(4);
});
