import { expect, test } from 'vitest';
import type { Ruler } from './ruler.ts';
import { SvgContext } from './svg-context.ts';
import { SvgSheet } from './svg-sheet.ts';

const ascents: Readonly<Record<string, number>> = { alphabetic: 10, middle: 4 };
const ruler: Ruler = {
  measure: (text, { textBaseline = 'alphabetic' }) =>
    ({
      width: text.length * 6,
      fontBoundingBoxAscent: ascents[textBaseline],
    }) as TextMetrics,
  resolve: (color) =>
    color === 'rgb(0 0 0 / 50%)' ? { color: '#000000', opacity: 0.5 } : { color, opacity: 1 },
};

function draw(
  run: (context: SvgContext) => void,
  base?: [number, number, number, number, number, number],
): string {
  const sheet = new SvgSheet();
  const context = new SvgContext(sheet, ruler, base);
  run(context);
  context.end();
  return sheet.toString();
}

test('a path is written once, with two decimals, in the colours of its time', () => {
  const markup = draw((context) => {
    context.strokeStyle = '#ff0000';
    context.lineWidth = 1.5;
    context.setLineDash([2, 3]);
    context.beginPath();
    context.lineTo(1.23456, 2);
    context.lineTo(3, 4);
    context.stroke();
  });
  expect(markup).toBe(
    '<path d="M1.23,2L3,4" fill="none" stroke="#ff0000" stroke-width="1.5" stroke-dasharray="2 3"/>',
  );
});

test('device pixels become CSS pixels at the place of the canvas, lengths too', () => {
  const markup = draw(
    (context) => {
      context.setTransform(2, 0, 0, 2, 0, 0);
      context.fillRect(1, 1, 2, 2);
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.lineWidth = 2;
      context.beginPath();
      context.moveTo(0, 0);
      context.lineTo(10, 0);
      context.stroke();
    },
    [0.5, 0, 0, 0.5, 100, 200],
  );
  expect(markup).toContain('d="M101,201L103,201L103,203L101,203Z"');
  expect(markup).toContain('d="M100,200L105,200"');
  expect(markup).toContain('stroke-width="1"');
});

test('a clip shows what is drawn after it, until restore, and not what was there before', () => {
  const markup = draw((context) => {
    context.fillRect(0, 0, 1, 1);
    context.save();
    context.beginPath();
    context.rect(0, 0, 5, 5);
    context.clip();
    context.fillRect(2, 2, 1, 1);
    context.restore();
    context.fillRect(3, 3, 1, 1);
  });
  const order = [...markup.matchAll(/<(\/?\w+)[^>]*?(?: d="(M\d,\d))?/g)].map(([, name]) => name);
  expect(order).toEqual(['path', 'clipPath', 'path', '/clipPath', 'g', 'path', '/g', 'path']);
  expect(markup).toContain('clip-path="url(#clip-1)"');
});

test('clips of two drawings on one sheet have names of their own, and an unrestored one is closed', () => {
  const sheet = new SvgSheet();
  for (const part of [sheet.inner(), sheet.inner()]) {
    const context = new SvgContext(part, ruler);
    context.rect(0, 0, 1, 1);
    context.clip();
    context.end();
    sheet.add(part.toString());
  }
  expect(sheet.toString().match(/id="[^"]*"/g)).toEqual(['id="clip-1"', 'id="clip-2"']);
  expect(sheet.toString().match(/<\/g>/g)).toHaveLength(2);
});

test('save and restore keep style and place', () => {
  const markup = draw((context) => {
    context.fillStyle = '#111111';
    context.save();
    context.fillStyle = '#222222';
    context.globalAlpha = 0.5;
    context.translate(10, 0);
    context.restore();
    context.fillRect(0, 0, 1, 1);
  });
  expect(markup).toContain('M0,0L1,0');
  expect(markup).toContain('fill="#111111"');
  expect(markup).not.toContain('opacity');
});

test('the opacity of the colour and of the context multiply; what is clear is left out', () => {
  const markup = draw((context) => {
    context.fillStyle = 'rgb(0 0 0 / 50%)';
    context.globalAlpha = 0.5;
    context.fillRect(0, 0, 1, 1);
    context.globalAlpha = 0;
    context.fillRect(5, 5, 1, 1);
  });
  expect(markup).toContain('fill="#000000" fill-opacity="0.25"');
  expect(markup).not.toContain('M5,5');
});

test('a whole circle is two arcs, a part of one is one, and a counter-clockwise one turns back', () => {
  const arc = (from: number, to: number, isCounter = false) =>
    draw((context) => {
      context.beginPath();
      context.arc(0, 0, 10, from, to, isCounter);
      context.fill();
    });
  expect(arc(0, 2 * Math.PI).match(/A10 10/g)).toHaveLength(2);
  expect(arc(0, Math.PI / 2)).toContain('d="M10,0A10 10 0 0 1 0,10"');
  expect(arc(0, Math.PI / 2, true)).toContain('d="M10,0A10 10 0 1 0 0,10"');
});

test('text stands on the alphabetic baseline, escaped, with its font, anchor and width', () => {
  const markup = draw((context) => {
    context.font = '600 11px "IBM Plex Sans", sans-serif';
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    context.fillText('a < "b" \u0000', 20, 30);
  });
  expect(markup).toContain('<text x="20" y="36"');
  expect(markup).toContain('font-family="&quot;IBM Plex Sans&quot;, sans-serif" font-size="11"');
  expect(markup).toContain('font-weight="600"');
  expect(markup).toContain('text-anchor="end" textLength="54"');
  expect(markup).toContain('>a &lt; &quot;b&quot; \uFFFD</text>');
});

test('turned text turns about where it stands', () => {
  const markup = draw((context) => {
    context.translate(5, 6);
    context.rotate(-Math.PI / 2);
    context.fillText('up', 0, 0);
  });
  expect(markup).toContain('transform="rotate(-90 5 6)"');
});

test('what is no number is passed over, as on a canvas', () => {
  const markup = draw((context) => {
    context.beginPath();
    context.moveTo(0, 0);
    context.lineTo(NaN, 1);
    context.lineTo(2, 2);
    context.stroke();
    context.fillText('nowhere', NaN, 0);
  });
  expect(markup).toContain('d="M0,0L2,2"');
  expect(markup).not.toContain('text');
});

test('embedded markup moves and fades with the context', () => {
  const markup = draw((context) => {
    context.globalAlpha = 0.5;
    context.translate(3, 4);
    context.embed('<rect/>');
  });
  expect(markup).toBe('<g transform="matrix(1 0 0 1 3 4)" opacity="0.5"><rect/></g>');
});
