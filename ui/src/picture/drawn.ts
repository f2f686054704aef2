import type { Board } from '../dashboard/board.svelte.ts';
import { repeatedBy } from '../dashboard/repeat.ts';

/** How far a panel on the page is. */
export interface PanelState {
  panel: string;
  title: string;
  state: 'loading' | 'drawn' | 'failed';
  /** Of a failed one: what its card says. */
  message: string;
}

export interface Waiting {
  root: ParentNode;
  signal: AbortSignal;
  limitMs: number;
  onProgress?: (states: readonly PanelState[]) => void;
}

const everyMs = 50;
/** A panel may ask for something more when it has just been drawn. */
const quietChecks = 3;

/**
 * Waits until every panel of the board shows its result or its error, and what they draw is on the
 * canvas. Returns at the limit what there is then. Throws the signal's reason.
 */
export async function panelsDrawn(board: Board, waiting: Waiting): Promise<readonly PanelState[]> {
  const { root, signal, limitMs, onProgress } = waiting;
  const until = performance.now() + limitMs;
  let states = panelStates(root);
  for (let quiet = 0; quiet < quietChecks && performance.now() < until;) {
    await sleep(everyMs);
    signal.throwIfAborted();
    states = panelStates(root);
    onProgress?.(states);
    const isDone = isAsked(board) && states.every(({ state }) => state !== 'loading');
    quiet = isDone ? quiet + 1 : 0;
  }
  await document.fonts.ready;
  await new Promise<void>((resolve) => board.app.scheduler.afterDraw(resolve));
  return states;
}

function panelStates(root: ParentNode): PanelState[] {
  return [...root.querySelectorAll<HTMLElement>('[data-panel]')].map((panel) => {
    const alert = panel.querySelector<HTMLElement>('[data-panel-body] [role=alert]');
    return {
      panel: panel.dataset['panel'] ?? '',
      title: titleOf(panel),
      state: alert !== null ? 'failed' : isLoading(panel) ? 'loading' : 'drawn',
      message: (alert?.innerText ?? '').trim(),
    };
  });
}

export function titleOf(panel: Element): string {
  const id = panel.getAttribute('aria-labelledby');
  const heading = id === null ? null : document.getElementById(id);
  return (heading?.textContent ?? '').trim();
}

/** Its answer or its code is on the way, or it has just been given its place. */
function isLoading(panel: Element): boolean {
  return panel.querySelector('[aria-busy=true], figure:empty, .mount:empty') !== null;
}

/** Nothing is being asked, and what panels are repeated by is known. */
function isAsked(board: Board): boolean {
  const areCopiesKnown = repeatedBy(board.document).every(
    (slug) =>
      board.variables.repeated(slug) !== undefined ||
      board.variables.choices(slug).error !== undefined,
  );
  return areCopiesKnown && board.feeds.isSettled;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
