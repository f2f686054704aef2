import { parseKeybinding, type KeyBindingPress } from 'tinykeys';
import { KeySequence } from './key-sequence.ts';

/** Something a person can do, by name in the palette and by key anywhere. */
export interface Command {
  id: string;
  title: string;
  /** Heading in the palette and on the key sheet. */
  group: string;
  /** As tinykeys writes it: `g h`, `$mod+k`, `Shift+?`; several are alternatives. */
  keys?: readonly string[];
  /** Listed in the palette only where it is searched for: one of many. */
  isSearched?: boolean;
  /** Leads to a panel of the open dashboard. */
  isPanel?: boolean;
  /** Not listed in the palette: only a key. */
  hidden?: boolean;
  /** Its keys mean something else where text is typed, although they have `$mod`. */
  leavesText?: boolean;
  run(): void;
}

interface Binding {
  command: Command;
  keys: string;
  presses: readonly KeyBindingPress[];
}

/** The commands there are right now: the app's, and those of the page that is open. */
export class Commands {
  /** Not state: a list is taken away where an effect ends, and there state is read as it was before. */
  #lists: readonly (readonly Command[])[] = [];
  #all = $state.raw<readonly Command[]>([]);
  #bindings: readonly Binding[] = [];
  readonly #sequence: KeySequence;

  constructor(window: Window) {
    this.#sequence = new KeySequence(() => window.performance.now());
    window.addEventListener('keydown', (event) => this.#onKey(event));
  }

  get all(): readonly Command[] {
    return this.#all;
  }

  /** Returns the function that takes the commands away again. */
  add(commands: readonly Command[]): () => void {
    this.#lists = [...this.#lists, commands];
    this.#bind();
    return () => {
      this.#lists = this.#lists.filter((list) => list !== commands);
      this.#bind();
    };
  }

  #bind(): void {
    this.#all = this.#lists.flat();
    this.#bindings = this.#all
      .flatMap((command) =>
        (command.keys ?? []).map((keys) => ({ command, keys, presses: parseKeybinding(keys) })),
      )
      // What came last has the key. And the one that ends `p n` is not `n` as well: what is longer is asked first.
      .toReversed()
      .toSorted((a, b) => b.presses.length - a.presses.length);
  }

  #onKey(event: KeyboardEvent): void {
    if (!isPress(event)) return;
    this.#sequence.press(event);
    const bound = this.#bindings.find(({ presses }) => this.#sequence.endsWith(presses));
    const isRun = bound !== undefined && isMeant(event, bound);
    // What is typed is text, and begins nothing that is ended elsewhere.
    if (isRun || isTyping(event) || isInDialog(event)) this.#sequence.clear();
    if (!isRun) return;
    event.preventDefault();
    bound.command.run();
  }
}

/** Not a modifier that is held for the key to come; and what a browser fills in by itself has no key. */
function isPress(event: KeyboardEvent): boolean {
  if (!(event instanceof KeyboardEvent) || event.defaultPrevented || event.repeat) return false;
  return !event.getModifierState(event.key);
}

function isMeant(event: KeyboardEvent, { command, keys }: Binding): boolean {
  const isTheirs = !keys.includes('$mod') || command.leavesText === true;
  if (isTheirs && (isTyping(event) || isInDialog(event))) return false;
  return keys !== 'Space' || !isPressable(event);
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Space presses what has the focus. */
function isPressable({ target }: KeyboardEvent): boolean {
  const pressable = 'button,summary,[role=button],[role=tab],[role=option],[role=checkbox]';
  return target instanceof Element && target.closest(pressable) !== null;
}

/** Keys inside menus and dialogs are theirs. */
function isInDialog(event: KeyboardEvent): boolean {
  const target = event.target;
  return target instanceof Element && target.closest('[role=dialog],[role=menu]') !== null;
}

/** `$mod+k` as the caps of a key sheet; sequences keep their order. */
export function keyCaps(keys: string, isMac: boolean): string[] {
  return keys.split(/ |(?<=[^ +])\+/).map((key) => {
    if (key === '$mod') return isMac ? '⌘' : 'Ctrl';
    return capNames[key] ?? (keys.includes('$mod') ? key.toUpperCase() : key);
  });
}

const capNames: Readonly<Record<string, string>> = {
  Shift: 'Shift',
  Escape: 'Esc',
  ArrowLeft: '←',
  ArrowRight: '→',
  Space: 'Space',
};
