import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testTheme } from '../testing/panel-host.ts';
import { fitTicks } from './axis.ts';
import { assignColors, resolveColor, textOn } from './color.ts';
import { placeBeside } from './place.ts';
import { statusOf, thresholdFor } from './threshold.ts';
import { filterRows, toTsv } from './tooltip.ts';

describe('colours', () => {
  const names = fc.uniqueArray(fc.string(), { maxLength: 40 });

  test('up to ten names have ten different slots, whatever their order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 10 }), (some) => {
        const slots = assignColors(some);
        expect(new Set(slots.values()).size).toBe(some.length);
        expect(assignColors(some.toReversed())).toEqual(slots);
      }),
    );
  });

  test('the grey is taken by no name while a hue is free', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 9 }), (some) => {
        expect([...assignColors(some).values()]).not.toContain(9);
      }),
    );
  });

  test('a name keeps its slot when others come', () => {
    fc.assert(
      fc.property(names, names, (first, then) => {
        const before = assignColors(first);
        const after = assignColors(then, before);
        for (const [name, slot] of before) expect(after.get(name)).toBe(slot);
        for (const slot of after.values()) expect(slot >= 0 && slot < 10).toBe(true);
      }),
    );
  });

  test('tokens and hex colours resolve, unknown ones to ink', () => {
    expect(resolveColor('series.2', testTheme)).toBe(testTheme.series[1]);
    expect(resolveColor('warning', testTheme)).toBe(testTheme.warn);
    expect(resolveColor('#123456', testTheme)).toBe('#123456');
    expect(resolveColor('nonsense', testTheme)).toBe(testTheme.ink2);
  });

  test('a text on a colour is the ink or the paper of its theme, whichever reads better', () => {
    const dark = { ...testTheme, name: 'dark', ink: '#eeeeee', panel: '#16181c' } as const;
    expect(
      ['#e8f3ff', '#173485', 'oklch(50% 0 0)'].map((color) => textOn(color, testTheme)),
    ).toEqual([testTheme.ink, testTheme.panel, testTheme.ink]);
    expect(
      ['#161f32', '#bbeeff', '#bef', 'oklch(50% 0 0)'].map((color) => textOn(color, dark)),
    ).toEqual([dark.ink, dark.panel, dark.panel, dark.ink]);
  });
});

test('a value is in the highest threshold not above it, and a status has a shape', () => {
  const steps = [
    { at: 10, color: 'crit' },
    { at: 5, color: 'warn' },
  ];
  expect(thresholdFor(7, steps)?.color).toBe('warn');
  expect(thresholdFor(10, steps)?.color).toBe('crit');
  expect(thresholdFor(1, steps)).toBeUndefined();
  expect(thresholdFor(NaN, steps)).toBeUndefined();
  expect(['ok', 'warn', 'crit', 'series.1'].map((token) => statusOf(token).shape).join('')).toBe(
    '✓▲■',
  );
});

test('a floating box stays within its bounds wherever the pointer is', () => {
  const bounds = { left: 0, top: 0, width: 400, height: 300 };
  const side = fc.integer({ min: 1, max: 200 });
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 0, max: 300 }),
      side,
      (x, y, width) => {
        const corner = placeBeside({ x, y }, { width, height: 60 }, bounds);
        expect(corner.left >= 0 && corner.left + width <= bounds.width).toBe(true);
        expect(corner.top >= 0 && corner.top + 60 <= bounds.height).toBe(true);
      },
    ),
  );
});

test('tick labels that fit keep their distance', () => {
  const ticks = Array.from({ length: 20 }, (_, i) => ({ at: i * 15, text: '00:00' }));
  const kept = fitTicks(ticks, () => 30);
  for (let i = 1; i < kept.length; i++)
    expect(kept[i]!.at - kept[i - 1]!.at).toBeGreaterThanOrEqual(38);
  expect(kept[0]).toEqual(ticks[0]);
});

describe('a pinned tooltip', () => {
  const rows = [
    { name: 'eu · api', text: '1.2k', value: 1234.5, color: '#000' },
    { name: '=cmd\t1', text: '–', value: null, color: '#000' },
    { name: '-x', text: '−1.2k', value: -1234.5, color: '#000' },
  ];

  test('is searched by all words, whatever their case and order', () => {
    expect(filterRows(rows, ' API eu ')).toEqual([rows[0]]);
    expect(filterRows(rows, 'api us')).toEqual([]);
    expect(filterRows(rows, '')).toEqual(rows);
  });

  test('is copied with all digits, and no name becomes a formula or a cell', () => {
    expect(toTsv('12:00', rows)).toBe("\t12:00\neu · api\t1234.5\n'=cmd 1\t–\n'-x\t-1234.5");
  });
});
