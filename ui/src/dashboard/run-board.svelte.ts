import { readTheme } from '@heliostat/sdk/ui';
import { onMount, untrack } from 'svelte';
import type { Board } from './board.svelte.ts';

/** Keeps a board going while the component that calls it is there: its queries, colours and clock. */
export function runBoard(board: Board): void {
  const { app } = board;
  // The queries follow what the viewer chose; those of a snapshot are answered already.
  $effect(() => {
    if (board.frozen !== undefined) return;
    const request = board.request;
    untrack(() => board.feeds.configure(request));
  });

  // Canvases draw with resolved colours: they are read again when the theme changes.
  $effect(() => {
    const name = app.theme.name;
    board.theme = { ...readTheme(document.documentElement), name };
  });

  onMount(() => {
    const clock = setInterval(() => (board.now = app.live.now()), 250);
    // Text on a canvas does not come by itself once its font has: the panels draw again.
    void Promise.all([
      document.fonts.load('12px "IBM Plex Sans Variable"'),
      document.fonts.load('12px "IBM Plex Mono"'),
    ]).then(
      () => board.redraw(),
      () => undefined,
    );
    return () => {
      clearInterval(clock);
      board.feeds.stop();
    };
  });
}
