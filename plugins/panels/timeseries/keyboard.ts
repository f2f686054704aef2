/** What a key does on the plot. */
export type Command =
  | { type: 'step'; points: number }
  | { type: 'series'; by: 1 | -1 }
  | { type: 'edge'; edge: 'first' | 'last' }
  | { type: 'brush'; edge: 'from' | 'to' }
  | { type: 'enter' }
  | { type: 'escape' }
  | { type: 'table' };

const fast = 10;

/** Undefined for keys that are not the plot's, and for those with Ctrl, Cmd or Alt. */
export function commandOf(event: {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}): Command | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const points = event.shiftKey ? fast : 1;
  switch (event.key) {
    case 'ArrowLeft':
      return { type: 'step', points: -points };
    case 'ArrowRight':
      return { type: 'step', points };
    case 'ArrowUp':
      return { type: 'series', by: -1 };
    case 'ArrowDown':
      return { type: 'series', by: 1 };
    default:
      return letters[event.key];
  }
}

const letters: Readonly<Record<string, Command>> = {
  Home: { type: 'edge', edge: 'first' },
  End: { type: 'edge', edge: 'last' },
  '[': { type: 'brush', edge: 'from' },
  ']': { type: 'brush', edge: 'to' },
  Enter: { type: 'enter' },
  Escape: { type: 'escape' },
  t: { type: 'table' },
  T: { type: 'table' },
};
