import { expect, test } from 'vitest';
import { CursorBus } from './cursor.ts';

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
