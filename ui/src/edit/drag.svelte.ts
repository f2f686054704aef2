import { findDrop, type Box, type Drop, type RowBox } from './drop.ts';
import { movePanels } from './document/rows.ts';
import type { EditSession } from './session.svelte.ts';

/** What is under way with the pointer. */
interface Held {
  slugs: readonly string[];
  title: string;
  x: number;
  y: number;
  drop: Drop | undefined;
}

const startPx = 5;
const edgePx = 72;
const scrollPx = 18;

/** Moving panels with a pointer: held above the page, with a mark where they would go. */
export class PanelDrag {
  held = $state.raw<Held | undefined>();
  readonly #session: EditSession;
  #stop: (() => void) | undefined;

  constructor(session: EditSession) {
    this.#session = session;
  }

  /** From the press on a panel's header; a press without a move is a click. */
  press(event: PointerEvent, slug: string): void {
    if (event.button !== 0 || this.#stop !== undefined) return;
    const start = { x: event.clientX, y: event.clientY };
    const abort = new AbortController();
    const on = { signal: abort.signal };
    const at = { ...start };
    const frame = { id: 0 };
    const end = (): void => {
      abort.abort();
      cancelAnimationFrame(frame.id);
      this.held = undefined;
      this.#stop = undefined;
    };
    this.#stop = end;
    const step = (): void => {
      window.scrollBy(0, scrollSpeed(at.y));
      this.#hold(at);
      frame.id = requestAnimationFrame(step);
    };
    const move = (moved: PointerEvent): void => {
      if (moved.pointerId !== event.pointerId) return;
      [at.x, at.y] = [moved.clientX, moved.clientY];
      const isFar = Math.hypot(at.x - start.x, at.y - start.y) >= startPx;
      if (this.held !== undefined || !isFar) return;
      this.#lift(slug, at);
      step();
    };
    const release = (released: PointerEvent): void => {
      if (released.pointerId !== event.pointerId) return;
      const held = this.held;
      end();
      if (held !== undefined) this.#drop(held);
      else this.#session.select(slug, chooses(event));
    };
    window.addEventListener('pointermove', move, on);
    window.addEventListener('pointerup', release, on);
    window.addEventListener('pointercancel', end, on);
    window.addEventListener('keydown', (key) => key.key === 'Escape' && this.#cancel(key), {
      ...on,
      capture: true,
    });
  }

  stop(): void {
    this.#stop?.();
  }

  #cancel(key: KeyboardEvent): void {
    if (this.held !== undefined) key.stopPropagation();
    this.stop();
  }

  #lift(slug: string, { x, y }: { x: number; y: number }): void {
    const session = this.#session;
    if (!session.isSelected(slug)) session.select(slug);
    const slugs = session.subjects(slug);
    const title = slugs.length === 1 ? session.title(slug) : `${slugs.length} panels`;
    this.held = { slugs, title, x, y, drop: undefined };
  }

  #hold({ x, y }: { x: number; y: number }): void {
    if (this.held !== undefined)
      this.held = { ...this.held, x, y, drop: findDrop(readRows(), x, y) };
  }

  #drop({ slugs, title, drop }: Held): void {
    if (drop === undefined) return;
    this.#session.draft.change(`Move “${title}”`, (document) =>
      movePanels(document, slugs, drop.place),
    );
    void this.#session.focus(slugs[0]);
  }
}

/** Faster, the nearer to the edge. */
function scrollSpeed(y: number): number {
  const above = edgePx * 1.5 - y;
  const below = y - (window.innerHeight - edgePx);
  const depth = above > 0 ? -above : Math.max(0, below);
  return Math.max(-scrollPx, Math.min(scrollPx, depth / 4));
}

function chooses(event: PointerEvent): 'only' | 'toggle' | 'range' {
  if (event.shiftKey) return 'range';
  return event.ctrlKey || event.metaKey ? 'toggle' : 'only';
}

function readRows(): RowBox[] {
  return [...document.querySelectorAll('[data-edit-row]')].map((row) => {
    const cells = row.querySelector('[data-cells]');
    return {
      ...toBox(cells ?? row),
      cells: [...row.querySelectorAll('[data-cell]')].map(toBox),
    };
  });
}

function toBox(element: Element): Box {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { left, top, width, height };
}
