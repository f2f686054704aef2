import { formatText, type Threshold } from '@heliostat/sdk';
import { statusOf } from '@heliostat/sdk/ui';
import type { AxisSide, Mark } from './marks.ts';

/** One line across the plot. */
export interface ThresholdLine {
  at: number;
  /** A colour token. */
  color: string;
  text: string;
}

/** The thresholds on one axis. */
export interface AxisThresholds {
  axis: AxisSide;
  /** Ascending. */
  lines: readonly ThresholdLine[];
  /** Whether all series of the axis share them, so that they divide it into zones. */
  isShared: boolean;
}

/** The thresholds of all marks; the same one of several series is one line. */
export function thresholdsOf(marks: readonly Mark[]): AxisThresholds[] {
  return (['left', 'right'] as const).flatMap((axis) => {
    const onAxis = marks.filter((mark) => mark.axis === axis && !mark.isEarlier);
    const having = onAxis.filter((mark) => (mark.field.thresholds ?? []).length > 0);
    const sets = new Set(having.map((mark) => JSON.stringify(mark.field.thresholds)));
    if (sets.size === 0) return [];
    const isShared = sets.size === 1 && having.length === onAxis.length;
    return [{ axis, lines: linesOf(having, isShared), isShared }];
  });
}

/** Lines that are not everyone's carry the name of their series. */
function linesOf(marks: readonly Mark[], isShared: boolean): ThresholdLine[] {
  const lines = new Map<string, ThresholdLine>();
  for (const mark of marks)
    for (const threshold of mark.field.thresholds ?? []) {
      const text = textOf(mark, threshold, isShared);
      lines.set(JSON.stringify([threshold.at, threshold.color, text]), {
        at: threshold.at,
        color: threshold.color,
        text,
      });
    }
  return [...lines.values()].sort((a, b) => a.at - b.at);
}

function textOf(mark: Mark, { at, color, label = '' }: Threshold, isShared: boolean): string {
  const name = isShared ? '' : mark.label.slice(0, 40);
  const value = formatText(at, { unit: mark.field.unit });
  return [statusOf(color).shape, name, label, value].filter((word) => word !== '').join(' ');
}
