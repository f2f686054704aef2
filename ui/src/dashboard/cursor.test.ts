import { expect, test } from 'vitest';
import { CursorBus, nextCursorMode, parseCursorMode, type CursorMode } from './cursor.ts';

test('every panel hears of a move, and of nothing when nothing moved', () => {
  const cursor = new CursorBus();
  const heard: (number | null)[] = [];
  const stop = cursor.subscribe(() => heard.push(cursor.time));
  cursor.move(1000, 'a');
  cursor.move(1000, 'a');
  cursor.move(2000, 'a');
  stop();
  cursor.move(3000, 'a');
  expect(heard).toEqual([1000, 2000]);
});

test('a panel that was left cannot clear the cursor of the one that was entered', () => {
  const cursor = new CursorBus();
  cursor.move(1000, 'a');
  cursor.move(2000, 'b');
  cursor.move(null, 'a');
  expect([cursor.time, cursor.source]).toEqual([2000, 'b']);
  cursor.move(null, 'b');
  expect([cursor.time, cursor.source]).toEqual([null, null]);
});

test('a cursor that is not shared is still there for the panel it is on', () => {
  let mode: CursorMode = 'crosshair';
  const cursor = new CursorBus(() => mode);
  cursor.move(1000, 'a');
  expect([cursor.timeFor('a'), cursor.timeFor('b'), cursor.hasTooltips]).toEqual([
    1000,
    1000,
    false,
  ]);
  mode = 'off';
  expect([cursor.timeFor('a'), cursor.timeFor('b'), cursor.hasTooltips]).toEqual([
    1000,
    null,
    false,
  ]);
  mode = 'tooltip';
  expect([cursor.timeFor('b'), cursor.hasTooltips]).toEqual([1000, true]);
});

test('the ways to show it follow one another, from the crosshair on', () => {
  expect(parseCursorMode(undefined)).toBe('crosshair');
  expect(parseCursorMode('tooltip')).toBe('tooltip');
  expect(nextCursorMode('crosshair')).toBe('tooltip');
  expect(nextCursorMode('tooltip')).toBe('off');
  expect(nextCursorMode('off')).toBe('crosshair');
});
