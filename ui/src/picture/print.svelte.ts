import { mount, unmount } from 'svelte';
import type { Board } from '../dashboard/board.svelte.ts';
import { panelsDrawn, type PanelState } from './drawn.ts';
import { layOut, paperWidthPx } from './paper.ts';
import Preparing from './Preparing.svelte';
import { readSheet } from './sheet.ts';
import Sheet from './Sheet.svelte';

const limitMs = 30_000;

/** Draws every panel for paper and opens the browser's print dialog; what is on the screen stays. */
export async function printDashboard(board: Board, isAcross: boolean): Promise<void> {
  const abort = new AbortController();
  const progress = $state({ done: 0, total: 0 });
  const preparing = mount(Preparing, {
    target: document.body,
    props: {
      get done() {
        return progress.done;
      },
      get total() {
        return progress.total;
      },
      oncancel: () => abort.abort(),
    },
  });
  const focused = document.activeElement;
  const restore = layOut(board, { widthPx: paperWidthPx(isAcross), theme: 'light' });
  try {
    const root = document.querySelector('main') ?? document.body;
    const onProgress = (states: readonly PanelState[]) => {
      progress.total = states.length;
      progress.done = states.filter(({ state }) => state !== 'loading').length;
    };
    const states = await panelsDrawn(board, { root, signal: abort.signal, limitMs, onProgress });
    tellMissing(board, states);
    openSheet(
      mount(Sheet, {
        target: document.body,
        props: { content: await readSheet(board, root), theme: 'light', isAcross },
      }),
    );
  } catch (thrown) {
    if (!abort.signal.aborted) throw thrown;
  } finally {
    restore();
    void unmount(preparing);
    if (focused instanceof HTMLElement) focused.focus();
  }
  if (!abort.signal.aborted) window.print();
}

function tellMissing(board: Board, states: readonly PanelState[]): void {
  const missing = states.filter(({ state }) => state === 'loading').map(({ title }) => title);
  if (missing.length > 0)
    board.app.toasts.problem('Some panels are not on the print', missing.join(', '));
}

/** Some browsers go on while their dialog is open: the sheet stays until it has surely been closed. */
function openSheet(sheet: Record<string, unknown>): void {
  const events = ['afterprint', 'pointerdown', 'keydown'] as const;
  const close = (): void => {
    for (const event of events) removeEventListener(event, close);
    void unmount(sheet);
  };
  for (const event of events) addEventListener(event, close);
}
