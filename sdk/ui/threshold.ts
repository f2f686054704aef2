import type { Threshold } from '../dashboard.ts';

/** The step a value is in: the one with the highest `at` not above it; undefined below all of them. */
export function thresholdFor(
  value: number | null,
  thresholds: readonly Threshold[] | undefined,
): Threshold | undefined {
  if (value === null || Number.isNaN(value)) return;
  let found: Threshold | undefined;
  for (const threshold of thresholds ?? [])
    if (threshold.at <= value && (found === undefined || threshold.at >= found.at))
      found = threshold;
  return found;
}

export interface Status {
  /** Said to a screen reader, and shown where there is room. */
  label: string;
  /** Carries the meaning without colour: ✓ ▲ ■, empty for a colour that is no status. */
  shape: string;
}

/** What a threshold's colour token means beyond its colour. */
export function statusOf(token: string): Status {
  return statuses[token] ?? { label: '', shape: '' };
}

const warning: Status = { label: 'warning', shape: '▲' };
const critical: Status = { label: 'critical', shape: '■' };

const statuses: Readonly<Record<string, Status>> = {
  ok: { label: 'ok', shape: '✓' },
  warn: warning,
  warning,
  crit: critical,
  critical,
};
