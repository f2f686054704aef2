/** In pixels of the viewport. */
export interface Point {
  x: number;
  y: number;
}

interface PressOptions {
  /** A finger lifts it by resting on it, so that it may still scroll. */
  rests: boolean;
  onLift: () => void;
  onMove: (at: Point) => void;
  /** `clicked`: let go before it was lifted. */
  onEnd: (how: 'dropped' | 'clicked' | 'cancelled') => void;
}

const startPx = 5;
const restMs = 400;
/** A finger never rests quite still. */
const restPx = 10;

/** Follows a pointer from its press to its end; returns the function that stops it. */
export function watchPress(event: PointerEvent, options: PressOptions): () => void {
  const { rests, onLift, onMove, onEnd } = options;
  const start = { x: event.clientX, y: event.clientY };
  const abort = new AbortController();
  let isLifted = false;
  const lift = (): void => {
    isLifted = true;
    onLift();
  };
  const timer = rests ? setTimeout(lift, restMs) : undefined;
  const stop = (): void => {
    clearTimeout(timer);
    abort.abort();
  };
  const end = (how: 'dropped' | 'clicked' | 'cancelled'): void => {
    stop();
    onEnd(how);
  };
  const on = <Type extends keyof WindowEventMap>(
    type: Type,
    listener: (event: WindowEventMap[Type]) => void,
    more: AddEventListenerOptions = {},
  ): void => window.addEventListener(type, listener, { signal: abort.signal, ...more });
  on('pointermove', ({ pointerId, clientX: x, clientY: y }) => {
    if (pointerId !== event.pointerId) return;
    onMove({ x, y });
    const far = Math.hypot(x - start.x, y - start.y);
    if (isLifted) return;
    if (rests && far >= restPx) end('cancelled');
    else if (!rests && far >= startPx) lift();
  });
  on('pointerup', ({ pointerId }) => {
    if (pointerId === event.pointerId) end(isLifted ? 'dropped' : 'clicked');
  });
  on('pointercancel', ({ pointerId }) => {
    if (pointerId === event.pointerId) end('cancelled');
  });
  // What is held does not scroll the page, and a rest is no wish for a menu.
  on('touchmove', (touch) => isLifted && touch.preventDefault(), { passive: false });
  on('contextmenu', (menu) => event.pointerType === 'touch' && menu.preventDefault());
  on(
    'keydown',
    (key) => {
      if (key.key !== 'Escape') return;
      if (isLifted) key.stopPropagation();
      end('cancelled');
    },
    { capture: true },
  );
  return stop;
}
