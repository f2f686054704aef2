import { expect, test } from 'vitest';
import { FrameScheduler } from './scheduler.ts';

function setUp(costMs = 0) {
  const frames: (() => void)[] = [];
  let now = 0;
  const drawn: string[] = [];
  const scheduler = new FrameScheduler(
    (run) => frames.push(run),
    () => now,
  );
  const job = (name: string, isVisible = true) => ({
    draw: () => {
      drawn.push(name);
      now += costMs;
    },
    isVisible: () => isVisible,
  });
  return { scheduler, job, drawn, frames, frame: () => frames.shift()?.() };
}

test('a panel that asks twice is drawn once, with the last it asked for', () => {
  const { scheduler, job, drawn, frames, frame } = setUp();
  const panel = {};
  scheduler.schedule(panel, job('first'));
  scheduler.schedule(panel, job('second'));
  expect(frames).toHaveLength(1);
  frame();
  expect(drawn).toEqual(['second']);
  expect(frames).toHaveLength(0);
});

test('visible panels come first and the rest waits for the next frame', () => {
  const { scheduler, job, drawn, frame } = setUp(5);
  scheduler.schedule({}, job('hidden', false));
  scheduler.schedule({}, job('a'));
  scheduler.schedule({}, job('b'));
  frame();
  expect(drawn).toEqual(['a', 'b']);
  frame();
  expect(drawn).toEqual(['a', 'b', 'hidden']);
});

test('what waits for the drawing is told when nothing is left to draw', () => {
  const { scheduler, job, drawn, frame } = setUp(10);
  scheduler.schedule({}, job('a'));
  scheduler.afterDraw(() => drawn.push('done'));
  scheduler.schedule({}, job('b'));
  frame();
  expect(drawn).toEqual(['a']);
  frame();
  expect(drawn).toEqual(['a', 'b', 'done']);
});

test('it is told on the next frame when nobody draws', () => {
  const { scheduler, drawn, frame } = setUp();
  scheduler.afterDraw(() => drawn.push('done'));
  frame();
  expect(drawn).toEqual(['done']);
});

test('a cancelled panel is not drawn', () => {
  const { scheduler, job, drawn, frame } = setUp();
  const panel = {};
  scheduler.schedule(panel, job('a'));
  scheduler.cancel(panel);
  frame();
  expect(drawn).toEqual([]);
});
