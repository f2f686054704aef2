import type { Theme } from '../panel.ts';

const slots = 10;
/** The last slot is a grey, as is what panels add up as `other`: it is taken when all others are. */
const hues = slots - 1;

/**
 * A slot of the series palette for every name, 0 to 9: the hash of the name, or the next free slot
 * where that one is taken. Names in `assigned` keep theirs, so a colour never changes while a
 * dashboard is open; new names are placed in alphabetical order, so a reload gives the same colours.
 * Past ten names slots repeat; a panel tells such series apart by dashes.
 */
export function assignColors(
  names: Iterable<string>,
  assigned: ReadonlyMap<string, number> = new Map(),
): Map<string, number> {
  const result = new Map(assigned);
  const uses = new Array<number>(slots).fill(0);
  for (const slot of result.values()) uses[slot % slots] = (uses[slot % slots] ?? 0) + 1;
  const added = [...new Set(names)].filter((name) => !result.has(name)).sort();
  for (const name of added) {
    const slot = freeSlot(hashName(name) % hues, uses);
    uses[slot] = (uses[slot] ?? 0) + 1;
    result.set(name, slot);
  }
  return result;
}

/** The first least used slot at or after `start`, around the hues; else the grey. */
function freeSlot(start: number, uses: readonly number[]): number {
  const least = Math.min(...uses);
  for (let step = 0; step < hues; step++) {
    const slot = (start + step) % hues;
    if (uses[slot] === least) return slot;
  }
  return hues;
}

/** FNV-1a, 32 bits, over UTF-16 code units. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++)
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

/** A colour token (`series.3`, `ok`, `warn`, `crit`, `accent`, …) or `#rrggbb` as a CSS colour. */
export function resolveColor(token: string, theme: Theme): string {
  if (token.startsWith('#')) return token;
  const [name, index] = token.split('.');
  if (name === 'series') return theme.series[(Number(index) - 1) % slots] ?? theme.ink2;
  if (name === 'sequential') return theme.sequential[Number(index) - 1] ?? theme.ink2;
  return namedColors(theme)[name ?? ''] ?? theme.ink2;
}

/** Luminance at which white and the ink of either theme read equally well. */
const evenLuminance = 0.205;

/** The ink or the paper of a theme, whichever reads better on a colour `#rrggbb` or `#rgb`; ink on all others. */
export function textOn(color: string, theme: Theme): string {
  const hex = longHex(color);
  const isDark = /^#[0-9a-f]{6}$/i.test(hex)
    ? luminance(hex) < evenLuminance
    : theme.name === 'dark';
  return isDark === (theme.name === 'dark') ? theme.ink : theme.panel;
}

/** `#rgb`, as minifiers write it, as `#rrggbb`; all others as they are. */
export function longHex(color: string): string {
  return /^#[0-9a-f]{3}$/i.test(color) ? color.replaceAll(/[0-9a-f]/gi, '$&$&') : color;
}

/** Relative luminance of WCAG 2, 0 to 1. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function namedColors(theme: Theme): Readonly<Record<string, string>> {
  return {
    ok: theme.ok,
    warn: theme.warn,
    warning: theme.warn,
    crit: theme.crit,
    critical: theme.crit,
    accent: theme.accent,
    live: theme.live,
    ink: theme.ink,
    muted: theme.ink3,
  };
}
