import type { Board } from '../dashboard/board.svelte.ts';
import { download, fileName } from '../dashboard/download.ts';
import { captionOf } from './caption.ts';
import { paintPanel, type PictureFormat } from './picture.ts';

/** Saves a panel of the dashboard as a picture through the browser. */
export async function savePicture(
  board: Board,
  slug: string,
  { panel, format }: { panel: HTMLElement; format: PictureFormat },
): Promise<void> {
  const title = board.panelTitle(slug);
  try {
    const blob = await withoutPointer(panel, () =>
      paintPanel(panel, captionOf(board, slug), format),
    );
    download(blob, fileName(title, format, new Date()));
  } catch (thrown) {
    board.app.toasts.problem(
      'The picture could not be made',
      thrown instanceof Error ? thrown.message : undefined,
    );
  }
}

const maxFrames = 30;

/** A picture shows nothing of the pointer that asked for it: no row under it, no crosshair. */
async function withoutPointer<Result>(
  panel: HTMLElement,
  paint: () => Promise<Result>,
): Promise<Result> {
  const before = panel.style.pointerEvents;
  panel.style.pointerEvents = 'none';
  try {
    for (let i = 0; i < maxFrames && (i < 2 || panel.matches(':hover')); i++) await nextFrame();
    return await paint();
  } finally {
    panel.style.pointerEvents = before;
  }
}

function nextFrame(): Promise<unknown> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}
