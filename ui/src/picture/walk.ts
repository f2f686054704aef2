import { paintDecoration } from './decoration.ts';
import { localBox } from './local-box.ts';
import { paintField, paintText } from './paint-text.ts';

/** What a picture is painted with: pixels or vectors. */
export interface Easel {
  context: CanvasRenderingContext2D;
  paintCanvas(canvas: HTMLCanvasElement, box: DOMRect): void;
  paintSvg(svg: SVGSVGElement, box: DOMRect): Promise<void>;
  paintImage(image: HTMLImageElement, box: DOMRect): void;
}

/** What of the page an element's ancestors let through, in CSS pixels of the window. */
export interface Window {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Paints an element as the browser shows it, at the same place: boxes, texts, drawings. */
export async function paintElement(easel: Easel, element: Element, window: Window): Promise<void> {
  const style = getComputedStyle(element);
  const box = localBox(element.getBoundingClientRect(), element);
  if (isControl(element) || isHidden(style) || !isSeen(element, style, { box, window })) return;
  const { context } = easel;
  context.save();
  context.globalAlpha *= Number(style.opacity);
  if (element instanceof HTMLCanvasElement) easel.paintCanvas(element, box);
  else if (element instanceof SVGSVGElement) await easel.paintSvg(element, box);
  else if (element instanceof HTMLImageElement) easel.paintImage(element, box);
  else await paintBox(easel, element as HTMLElement, { style, box, window });
  context.restore();
}

interface Shown {
  style: CSSStyleDeclaration;
  box: DOMRect;
  window: Window;
}

async function paintBox(easel: Easel, element: HTMLElement, shown: Shown): Promise<void> {
  const { context } = easel;
  const { style, box } = shown;
  paintDecoration(context, element, { style, box });
  const inner = clips(style) ? intersect(shown.window, box) : shown.window;
  if (inner !== shown.window) {
    context.beginPath();
    context.rect(box.left, box.top, box.width, box.height);
    context.clip();
  }
  if (element instanceof HTMLInputElement) paintField(context, element, { style, box });
  for (const child of inPaintOrder(element)) {
    if (child instanceof Text) paintText(context, child, style);
    else await paintElement(easel, child, inner);
  }
}

/** As the browser stacks them: what lies above the flow comes last. */
function inPaintOrder(element: Element): (Text | Element)[] {
  const children = [...element.childNodes].filter(
    (child): child is Text | Element => child instanceof Text || child instanceof Element,
  );
  return children
    .map((child) => ({ child, level: levelOf(child) }))
    .sort((a, b) => a.level - b.level)
    .map(({ child }) => child);
}

function levelOf(child: Text | Element): number {
  if (child instanceof Text) return 0;
  const { zIndex, position } = getComputedStyle(child);
  if (position === 'static') return 0;
  return zIndex === 'auto' ? 0.5 : Number(zIndex) + 0.5;
}

/** What only a hand can use says so: no picture shows it. */
function isControl(element: Element): boolean {
  return element.hasAttribute('data-control');
}

function isHidden(style: CSSStyleDeclaration): boolean {
  const isForReaders = style.clipPath === 'inset(50%)';
  return (
    style.display === 'none' ||
    style.visibility === 'hidden' ||
    style.opacity === '0' ||
    isForReaders
  );
}

/** A box of another display has no place of its own; its children may. */
function isSeen(
  element: Element,
  style: CSSStyleDeclaration,
  { box, window }: { box: DOMRect; window: Window },
): boolean {
  if (style.display === 'contents') return true;
  const { left, top, right, bottom } = intersect(window, box);
  const hasArea = right > left && bottom > top;
  return hasArea || (!clips(style) && element.childNodes.length > 0 && touches(window, box));
}

function touches(window: Window, box: DOMRect): boolean {
  return (
    box.right >= window.left &&
    box.left <= window.right &&
    box.bottom >= window.top &&
    box.top <= window.bottom
  );
}

function clips({ overflowX, overflowY }: CSSStyleDeclaration): boolean {
  return overflowX !== 'visible' || overflowY !== 'visible';
}

function intersect(window: Window, box: Window): Window {
  return {
    left: Math.max(window.left, box.left),
    top: Math.max(window.top, box.top),
    right: Math.min(window.right, box.right),
    bottom: Math.min(window.bottom, box.bottom),
  };
}
