import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('ui/tokens.css', import.meta.url), 'utf8');

/** The colour tokens of the first block that has this selector. */
function tokensOf(selector: string): Map<string, string> {
  const start = css.indexOf(selector);
  const block = css.slice(css.indexOf('{', start) + 1, css.indexOf('}', start));
  return new Map(
    [...block.matchAll(/--([a-z0-9-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
}

/** Relative luminance (WCAG 2) of `#rgb`, `#rrggbb` or `oklch(L% C H)`; OKLCH after Björn Ottosson. */
function luminance(color: string): number {
  const channels = color.startsWith('#') ? fromHex(color) : fromOklch(color);
  const [r = 0, g = 0, b = 0] = channels.map((channel) => Math.min(1, Math.max(0, channel)));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function fromHex(hex: string): number[] {
  const digits =
    hex.length === 4 ? hex.slice(1).replace(/./g, '$&$&').match(/../g) : hex.slice(1).match(/../g);
  return (digits ?? []).map((pair) => {
    const channel = parseInt(pair, 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
}

function fromOklch(text: string): number[] {
  const [lightness = 0, chroma = 0, hue = 0] = (text.match(/[\d.]+/g) ?? []).map(Number);
  const [l, a, b] = [
    lightness / 100,
    chroma * Math.cos((hue * Math.PI) / 180),
    chroma * Math.sin((hue * Math.PI) / 180),
  ];
  const [x, y, z] = [
    (l + 0.3963377774 * a + 0.2158037573 * b) ** 3,
    (l - 0.1055613458 * a - 0.0638541728 * b) ** 3,
    (l - 0.0894841775 * a - 1.291485548 * b) ** 3,
  ];
  return [
    4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z,
    -1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z,
    -0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z,
  ];
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

describe.each([
  ['light', ":root,\n[data-theme='light']"],
  ['dark', "\n[data-theme='dark']"],
])('%s theme', (_, selector) => {
  const tokens = tokensOf(selector);
  const on = (token: string, ground: string) =>
    contrast(tokens.get(token) ?? '#fff', tokens.get(ground) ?? '#fff');

  test.each([
    'ink',
    'ink-2',
    'ink-3',
    'accent',
    'ok',
    'warn',
    'crit',
    'info',
    'unknown',
    'live-ink',
  ])('%s is readable as text on a panel', (token) =>
    expect(on(token, 'panel')).toBeGreaterThanOrEqual(4.5),
  );

  test.each(['ink', 'ink-2', 'ink-3'])('%s is readable on the canvas', (token) =>
    expect(on(token, 'canvas')).toBeGreaterThanOrEqual(4.5),
  );

  test.each([
    'line-control',
    'focus',
    'live',
    ...Array.from({ length: 10 }, (_, i) => `series-${i + 1}`),
  ])('%s is seen as a mark on a panel', (token) =>
    expect(on(token, 'panel')).toBeGreaterThanOrEqual(3),
  );

  test('both themes have the same tokens', () => {
    const light = [...tokensOf(":root,\n[data-theme='light']").keys()].sort();
    expect([...tokens.keys()].sort()).toEqual(light);
  });
});
