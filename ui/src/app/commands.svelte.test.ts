import { flushSync, untrack } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { Commands, keyCaps, type Command } from './commands.svelte.ts';

afterEach(() => document.body.replaceChildren());

function press(
  key: string,
  target: EventTarget = document.body,
  held: KeyboardEventInit = {},
): KeyboardEvent {
  const event = new KeyboardEvent('keydown', {
    ...held,
    key,
    code: key === ' ' ? 'Space' : '',
    bubbles: true,
    cancelable: true,
  });
  target.dispatchEvent(event);
  return event;
}

function place<Name extends keyof HTMLElementTagNameMap>(name: Name): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  document.body.append(element);
  return element;
}

test('a key runs its command until the command is taken away', () => {
  const commands = new Commands(window);
  let runs = 0;
  const remove = commands.add([
    { id: 'a', title: 'A', group: 'G', keys: ['x'], run: () => runs++ },
  ]);
  press('x');
  press('x', place('input'));
  remove();
  press('x');
  expect(runs).toBe(1);
});

test('Space presses the button that has the focus, and runs its command elsewhere', () => {
  const commands = new Commands(window);
  let runs = 0;
  const remove = commands.add([
    { id: 'a', title: 'A', group: 'G', keys: ['Space'], run: () => runs++ },
  ]);
  expect(press(' ', place('button')).defaultPrevented).toBe(false);
  expect(runs).toBe(0);
  expect(press(' ').defaultPrevented).toBe(true);
  expect(runs).toBe(1);
  remove();
});

test('a key that ends a longer command is not another command as well', () => {
  const commands = new Commands(window);
  const ran: string[] = [];
  const on = (keys: string): Command => ({
    ...{ id: keys, title: keys, group: 'G', keys: [keys] },
    run: () => void ran.push(keys),
  });
  const remove = commands.add([on('n'), on('p n')]);
  for (const key of ['p', 'n', 'n']) press(key);
  expect(ran).toEqual(['p n', 'n']);
  remove();
});

test('a sequence that was begun goes on while other commands come and go', () => {
  const commands = new Commands(window);
  let runs = 0;
  const kiosk: Command = { id: 'k', title: 'K', group: 'G', keys: ['d k'], run: () => runs++ };
  const remove = commands.add([kiosk]);
  press('d');
  commands.add([{ id: 'place', title: 'Place', group: 'G', run: () => undefined }])();
  press('k');
  expect(runs).toBe(1);
  press('k');
  expect(runs).toBe(1);
  remove();
});

test('what is typed begins no sequence that is ended elsewhere', () => {
  const commands = new Commands(window);
  let runs = 0;
  const home: Command = { id: 'h', title: 'H', group: 'G', keys: ['g h'], run: () => runs++ };
  const remove = commands.add([home]);
  press('g', place('input'));
  press('h');
  expect(runs).toBe(0);
  press('g');
  press('h');
  expect(runs).toBe(1);
  remove();
});

test('modifiers belong to the key they are held for, and a key between begins anew', () => {
  const commands = new Commands(window);
  let runs = 0;
  const remove = commands.add([
    { id: 'a', title: 'A', group: 'G', keys: ['g Shift+H'], run: () => runs++ },
  ]);
  for (const key of ['g', 'x']) press(key);
  press('H', document.body, { shiftKey: true });
  expect(runs).toBe(0);
  for (const key of ['g', 'g', 'Shift']) press(key, document.body, { shiftKey: key === 'Shift' });
  press('H', document.body, { shiftKey: true });
  expect(runs).toBe(1);
  remove();
});

test('the second key of a sequence counts from when the first was dealt with, and not for ever', () => {
  let now = 0;
  // The page is busy: it takes three seconds until it comes to the first key.
  const busy = Object.create(window, { performance: { value: { now: () => now } } }) as Window;
  const commands = new Commands(busy);
  let runs = 0;
  const remove = commands.add([
    { id: 'a', title: 'A', group: 'G', keys: ['d k'], run: () => runs++ },
  ]);
  const at = (key: string, timeStamp: number): void => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true });
    Object.defineProperty(event, 'timeStamp', { value: timeStamp });
    document.body.dispatchEvent(event);
  };
  now = 3000;
  at('d', 0);
  at('k', 3200);
  expect(runs).toBe(1);
  now = 5000;
  at('d', 5000);
  at('k', 6500);
  expect(runs).toBe(1);
  remove();
});

test.each([
  ['$mod+k', ['Ctrl', 'K']],
  ['t Shift++', ['t', 'Shift', '+']],
  ['t -', ['t', '-']],
  ['[ ]', ['[', ']']],
  ['ArrowLeft ArrowRight', ['←', '→']],
])('the caps of %s', (keys, caps) => {
  expect(keyCaps(keys, false)).toEqual(caps);
});

test('what is added while another list is taken away stays', () => {
  const commands = new Commands(window);
  let isOpen = $state(false);
  const first: Command[] = [{ id: 'first', title: 'First', group: 'All', run: () => undefined }];
  const second: Command[] = [{ id: 'second', title: 'Second', group: 'All', run: () => undefined }];
  const stop = $effect.root(() => {
    $effect(() => {
      if (isOpen) untrack(() => commands.add(second));
    });
    $effect(() => {
      const list = isOpen ? [...first] : first;
      return untrack(() => commands.add(list));
    });
  });
  flushSync();
  flushSync(() => (isOpen = true));
  expect(commands.all.map(({ id }) => id).sort()).toEqual(['first', 'second']);
  stop();
});
