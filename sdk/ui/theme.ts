import type { Theme } from '../panel.ts';
import { longHex } from './color.ts';

const seriesCount = 10;
const rampCount = 9;

/** What a canvas draws with where a token is missing: readable on both themes. */
const missing = '#808080';

/** The tokens of tokens.css as they apply to `element`, resolved to CSS colours for a canvas. */
export function readTheme(element: Element): Theme {
  const style = getComputedStyle(element);
  const token = (name: string) => longHex(style.getPropertyValue(`--${name}`).trim()) || missing;
  const ramp = (name: string, count: number) =>
    Array.from({ length: count }, (_, i) => token(`${name}-${i + 1}`));
  return {
    name: themeName(element),
    canvas: token('canvas'),
    panel: token('panel'),
    ink: token('ink'),
    ink2: token('ink-2'),
    ink3: token('ink-3'),
    line: token('line'),
    lineControl: token('line-control'),
    grid: token('grid'),
    accent: token('accent'),
    accentWash: token('accent-wash'),
    focus: token('focus'),
    live: token('live'),
    ok: token('ok'),
    warn: token('warn'),
    crit: token('crit'),
    series: ramp('series', seriesCount),
    sequential: ramp('sequential', rampCount),
    diverging: ramp('diverging', rampCount),
    fontSans: style.getPropertyValue('--font-sans').trim() || 'sans-serif',
    fontMono: style.getPropertyValue('--font-mono').trim() || 'monospace',
  };
}

function themeName(element: Element): Theme['name'] {
  return element.closest('[data-theme]')?.getAttribute('data-theme') === 'dark' ? 'dark' : 'light';
}
