import { mount } from 'svelte';
import type { Board } from '../dashboard/board.svelte.ts';
import { captionOf } from './caption.ts';
import { panelsDrawn } from './drawn.ts';
import { layOut, paperWidthPx } from './paper.ts';
import { paintPanel } from './picture.ts';
import { readSheet } from './sheet.ts';
import Sheet from './Sheet.svelte';
import { traceElement } from './trace.ts';

/** What `heliostat render` asks of the page that it opened. */
interface PictureRequest {
  /** Slug of one panel; absent: all of the dashboard. */
  panel?: string;
  /** CSS pixels; the height is for one panel. */
  width: number;
  height: number;
  /** Laid out for paper that lies so, instead of for the width. */
  paper?: 'upright' | 'across';
  limitMs: number;
}

interface PictureAnswer {
  svg: string;
  /** Panels that show an error, or nothing yet at the limit. */
  problems: { panel: string; title: string; message: string }[];
}

type Render = (request: PictureRequest) => Promise<PictureAnswer>;

declare global {
  var heliostatRender: Render | undefined;
}

/** Padding of the sheet, and of a dashboard around its panels. */
const sheetPadding = 24;
const boardPadding = 12;

/**
 * Lets a program outside of the page ask for its picture: it is then all that the page shows, so that
 * it can be photographed and printed, and is answered as SVG.
 */
export function offerPictures(board: Board): void {
  globalThis.heliostatRender = async (request) => {
    const root = document.querySelector('main') ?? document.body;
    const { name: theme } = board.app.theme;
    const isAcross = request.paper === 'across';
    const widthPx = request.paper === undefined ? request.width : paperWidthPx(isAcross);
    layOut(board, { widthPx: widthPx - 2 * (sheetPadding - boardPadding) });
    if (request.panel !== undefined) fit(root, request);
    const { signal } = new AbortController();
    const states = await panelsDrawn(board, { root, signal, limitMs: request.limitMs });
    const svg =
      request.panel === undefined
        ? await showSheet(board, root, { theme, widthPx, isAcross })
        : await showPanel(board, root, request.panel);
    const problems = states.flatMap(({ panel, title, state, message }) =>
      state === 'drawn' ? [] : [{ panel, title, message: message || 'it was not drawn in time' }],
    );
    return { svg, problems };
  };
}

async function showSheet(
  board: Board,
  root: ParentNode,
  look: { theme: 'light' | 'dark'; widthPx: number; isAcross: boolean },
): Promise<string> {
  const content = await readSheet(board, root);
  hideApp();
  mount(Sheet, { target: document.body, props: { content, ...look } });
  await document.fonts.ready;
  const sheet = document.querySelector('[data-sheet]');
  return sheet === null ? '' : await traceElement(sheet);
}

async function showPanel(board: Board, root: ParentNode, slug: string): Promise<string> {
  const panel = root.querySelector<HTMLElement>('[data-panel]');
  if (panel === null) return '';
  const svg = await (await paintPanel(panel, captionOf(board, slug), 'svg')).text();
  hideApp();
  const place = document.createElement('div');
  place.dataset['sheet'] = '';
  place.innerHTML = svg;
  document.body.append(place);
  return svg;
}

/** What of a panel's frame is not in its picture, and what of the picture is not in the frame. */
const extraWidth = -2;
const extraHeight = -28;

/** The picture then has the size that was asked for. */
function fit(root: ParentNode, { width, height }: PictureRequest): void {
  const panel = root.querySelector<HTMLElement>('[data-panel]');
  if (panel === null) return;
  panel.style.width = `${width + extraWidth}px`;
  panel.style.height = `${height + extraHeight}px`;
}

function hideApp(): void {
  for (const child of document.body.children)
    if (child instanceof HTMLElement) child.style.display = 'none';
}
