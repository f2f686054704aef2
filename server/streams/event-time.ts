const earliestMs = Date.parse('1990-01-01T00:00:00Z');
const futureMs = 3_600_000;
const iso = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** An event time as epoch milliseconds: a number of them, or ISO 8601 (UTC unless it has an offset). */
export function toEpochMs(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const match = iso.exec(value);
  if (match === null) return undefined;
  const hasZone = match[1] === undefined || match[4] !== undefined;
  const ms = Date.parse(hasZone ? value : `${value}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

export function isIsoTime(text: string): boolean {
  return toEpochMs(text) !== undefined;
}

/**
 * Why an event may not have this time, or undefined. One event from the far future would close
 * every window before its time, so it is refused at the door.
 */
export function eventTimeProblem(field: string, value: unknown, nowMs: number): string | undefined {
  const ms = toEpochMs(value);
  if (ms !== undefined && ms >= earliestMs && ms <= nowMs + futureMs) return undefined;
  const shown = JSON.stringify(value).slice(0, 60);
  if (ms === undefined) return `${field}: expected epoch milliseconds or ISO 8601, got ${shown}`;
  if (ms < earliestMs)
    return `${field}: ${shown} is before 1990; expected epoch milliseconds, not seconds`;
  return `${field}: ${shown} is more than one hour in the future`;
}
