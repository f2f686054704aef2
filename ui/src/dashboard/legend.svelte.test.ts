import { select, Type } from '@heliostat/sdk';
import { describe, expect, test } from 'vitest';
import { otherLegend } from './legend.ts';

describe('the other value of a legend', () => {
  test('is off where it is shown, and where it is off the default, or the first that shows it', () => {
    const shown = select(['bottom', 'right', 'off'], { default: 'right' });
    expect(otherLegend(shown, 'bottom')).toBe('off');
    expect(otherLegend(shown, 'off')).toBe('right');
    expect(otherLegend(select(['auto', 'off'], { default: 'off' }), 'off')).toBe('auto');
  });

  test('is the contrary of a switch', () => {
    expect(otherLegend(Type.Boolean(), true)).toBe(false);
    expect(otherLegend(Type.Boolean(), false)).toBe(true);
  });

  test('is none where the legend is never off', () => {
    expect(otherLegend(select(['bottom', 'right'], { default: 'right' }), 'right')).toBeUndefined();
    expect(otherLegend(Type.String(), 'x')).toBeUndefined();
  });
});
