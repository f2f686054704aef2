import { expect, test } from 'vitest';
import { cornerOnPage, fromPage, toPage, zoomOf } from './corner.ts';

function enlarged(currentCSSZoom: number): Element {
  const element = document.createElement('div');
  element.getBoundingClientRect = () => new DOMRect(40, 20, 320, 160);
  return Object.defineProperty(element, 'currentCSSZoom', { value: currentCSSZoom });
}

test('a place in an enlarged element is told in its own pixels, and back on the page', () => {
  const corner = cornerOnPage(enlarged(1.6));
  const place = fromPage(corner, { clientX: 200, clientY: 100 });
  expect(place).toEqual({ x: 100, y: 50 });
  expect(toPage(corner, place)).toEqual({ x: 200, y: 100 });
});

test('where nothing is enlarged, or a browser cannot say, a pixel is a pixel', () => {
  expect(zoomOf(enlarged(1))).toBe(1);
  expect(zoomOf(document.createElement('div'))).toBe(1);
});
