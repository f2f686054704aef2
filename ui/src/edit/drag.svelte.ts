import { watchPress, type Point } from './press.ts';
import type { Box } from './drop.ts';

/** Where what is held would go. */
export interface Aim {
  mark: Box;
  drop(): void;
}

/** Something that can be picked up. */
export interface Grab {
  /** What is picked up, once it is; `slugs` of panels are shown as taken away. */
  lift(): { title: string; slugs?: readonly string[] };
  aim(at: Point): Aim | undefined;
  /** Pressed and not moved. */
  click?(): void;
}

interface Held extends Point {
  title: string;
  slugs: readonly string[];
  aim: Aim | undefined;
}

const edgePx = 72;
const scrollPx = 18;

/** Moving things with a pointer: held above the page, with a mark where they would go. */
export class Drag {
  held = $state.raw<Held | undefined>();
  #stop: (() => void) | undefined;

  /** From the press on it; a finger has to rest first where it could also scroll. */
  press(event: PointerEvent, grab: Grab, options: { rests?: boolean } = {}): void {
    if (event.button !== 0 || this.#stop !== undefined) return;
    const frame = { id: 0 };
    let at: Point = { x: event.clientX, y: event.clientY };
    const step = (): void => {
      window.scrollBy(0, scrollSpeed(at.y));
      if (this.held !== undefined) this.held = { ...this.held, ...at, aim: grab.aim(at) };
      frame.id = requestAnimationFrame(step);
    };
    const unwatch = watchPress(event, {
      rests: options.rests === true,
      onLift: () => {
        const { title, slugs = [] } = grab.lift();
        this.held = { title, slugs, ...at, aim: undefined };
        step();
      },
      onMove: (moved) => (at = moved),
      onEnd: (how) => {
        const { held } = this;
        this.stop();
        if (how === 'clicked') grab.click?.();
        else if (how === 'dropped') held?.aim?.drop();
      },
    });
    this.#stop = () => {
      unwatch();
      cancelAnimationFrame(frame.id);
      this.held = undefined;
      this.#stop = undefined;
    };
  }

  stop(): void {
    this.#stop?.();
  }
}

/** Faster, the nearer to the edge. */
function scrollSpeed(y: number): number {
  const above = edgePx * 1.5 - y;
  const below = y - (window.innerHeight - edgePx);
  const depth = above > 0 ? -above : Math.max(0, below);
  return Math.max(-scrollPx, Math.min(scrollPx, depth / 4));
}
