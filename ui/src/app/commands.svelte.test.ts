import { flushSync, untrack } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { Commands, keyCaps, type Command } from './commands.svelte.ts';

afterEach(() => document.body.replaceChildren());

function press(key: string, target: EventTarget = document.body): KeyboardEvent {
  const event = new KeyboardEvent('keydown', {
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
