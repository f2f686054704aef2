import { cornerOnPage, fromPage } from './corner.ts';

/** What a viewer does to a drawing that is larger than its panel. */
export interface PanZoom {
  /** CSS pixels that the drawing moves with the pointer. */
  pan(dx: number, dy: number): void;
  /** `factor` times as near; what is at `at`, CSS pixels from the surface's corner, stays there. */
  zoom(factor: number, at?: { x: number; y: number }): void;
  /** Back to the first view. */
  reset(): void;
}

export interface PanZoomGestures extends PanZoom {
  /** Whether one finger moves the drawing; otherwise it scrolls the page, and two fingers move and pinch. */
  takesFinger(): boolean;
  /** A drag began or ended: meanwhile nothing is pointed at. */
  ondrag?(isDragged: boolean): void;
}

interface Place {
  x: number;
  y: number;
}

const dragPx = 4;
/** A notch of a wheel is a third nearer, whatever the mouse; a pinch on a trackpad comes in small steps. */
const wheel = { most: 24, perDouble: 60, line: 16 };

/**
 * An attachment that moves a drawing: by drag, by pinch, and by the wheel with Ctrl or Cmd, without which the page
 * scrolls. The click that ends a drag chooses nothing.
 */
export function panZoom(gestures: PanZoomGestures): (node: HTMLElement) => () => void {
  return (node) => {
    const hand = new Hand(node, gestures);
    const ended = new AbortController();
    const { signal } = ended;
    node.addEventListener('pointerdown', (event) => hand.down(event), { signal });
    node.addEventListener('pointermove', (event) => hand.move(event), { signal });
    for (const type of ['pointerup', 'pointercancel'] as const)
      node.addEventListener(type, (event) => hand.up(event), { signal });
    node.addEventListener('click', (event) => hand.click(event), { signal, capture: true });
    node.addEventListener('wheel', (event) => hand.turn(event), { signal, passive: false });
    node.addEventListener('touchmove', keepTouch, { signal, passive: false });
    return () => ended.abort();
  };
}

/** Two fingers are for the drawing, not for the page. */
function keepTouch(event: TouchEvent): void {
  if (event.touches.length > 1 && event.cancelable) event.preventDefault();
}

/** The pointers on one surface. */
class Hand {
  readonly #node: HTMLElement;
  readonly #gestures: PanZoomGestures;
  readonly #pointers = new Map<number, Place>();
  #start: Place = { x: 0, y: 0 };
  #hasDragged = false;

  constructor(node: HTMLElement, gestures: PanZoomGestures) {
    this.#node = node;
    this.#gestures = gestures;
  }

  down(event: PointerEvent): void {
    if (event.button !== 0) return;
    const place = this.#placeOf(event);
    this.#pointers.set(event.pointerId, place);
    if (this.#pointers.size > 1) {
      this.#begin(event);
      return;
    }
    this.#start = place;
    this.#hasDragged = false;
  }

  move(event: PointerEvent): void {
    const before = this.#pointers.get(event.pointerId);
    if (before === undefined) return;
    // Released where this could not hear of it.
    if (event.pointerType === 'mouse' && event.buttons === 0) this.up(event);
    else this.#follow(event, before);
  }

  up({ pointerId }: PointerEvent): void {
    const isLast = this.#pointers.delete(pointerId) && this.#pointers.size === 0;
    if (isLast && this.#hasDragged) this.#gestures.ondrag?.(false);
  }

  click(event: MouseEvent): void {
    // A drag by touch ends without a click: the next one may be a key's, which has no count.
    if (this.#hasDragged && event.detail > 0) event.stopPropagation();
    this.#hasDragged = false;
  }

  turn(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const delta = event.deltaY * (event.deltaMode === 0 ? 1 : wheel.line);
    const step = Math.max(-wheel.most, Math.min(wheel.most, delta));
    this.#gestures.zoom(2 ** (-step / wheel.perDouble), this.#placeOf(event));
  }

  #placeOf(event: MouseEvent): Place {
    return fromPage(cornerOnPage(this.#node), event);
  }

  #follow(event: PointerEvent, before: Place): void {
    const now = this.#placeOf(event);
    if (!this.#hasDragged && !this.#mayBegin(event, now)) return;
    if (!this.#hasDragged) this.#begin(event);
    this.#pointers.set(event.pointerId, now);
    const others = [...this.#pointers].flatMap(([id, at]) => (id === event.pointerId ? [] : [at]));
    const [from, to] = [middleOf([before, ...others]), middleOf([now, ...others])];
    this.#gestures.pan(to.x - from.x, to.y - from.y);
    const factor = spreadOf([now, ...others]) / spreadOf([before, ...others]);
    if (Number.isFinite(factor) && factor > 0) this.#gestures.zoom(factor, to);
  }

  #mayBegin({ pointerType }: PointerEvent, { x, y }: Place): boolean {
    if (pointerType === 'touch' && !this.#gestures.takesFinger()) return false;
    return Math.hypot(x - this.#start.x, y - this.#start.y) >= dragPx;
  }

  #begin({ pointerId }: PointerEvent): void {
    this.#node.setPointerCapture(pointerId);
    this.#hasDragged = true;
    this.#gestures.ondrag?.(true);
  }
}

const panPx = 60;
const zoomStep = 1.6;

/** `+`, `-`, `0`, and Shift with arrows, as on every drawing that is moved about; false for other keys. */
export function pressPanZoom(event: KeyboardEvent, view: PanZoom): boolean {
  const shift = event.shiftKey ? shifts[event.key] : undefined;
  if (shift !== undefined) view.pan(...shift);
  else if (event.key === '+' || event.key === '=') view.zoom(zoomStep);
  else if (event.key === '-') view.zoom(1 / zoomStep);
  else if (event.key === '0') view.reset();
  else return false;
  event.preventDefault();
  return true;
}

const shifts: Readonly<Record<string, readonly [number, number]>> = {
  ...{ ArrowLeft: [panPx, 0], ArrowRight: [-panPx, 0] },
  ...{ ArrowUp: [0, panPx], ArrowDown: [0, -panPx] },
};

function middleOf(places: readonly Place[]): Place {
  const sum = places.reduce((a, b) => ({ x: a.x + b.x, y: a.y + b.y }), { x: 0, y: 0 });
  return { x: sum.x / places.length, y: sum.y / places.length };
}

/** How far two fingers are apart; NaN for one. */
function spreadOf([a, b]: readonly Place[]): number {
  return a === undefined || b === undefined ? NaN : Math.hypot(a.x - b.x, a.y - b.y);
}
