/** How old something is, in words: `0.8 s`, `42 s`, `3 min`, `2 h`, `5 d`. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 119.5) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** What an age of live data means: within the promise of 5 s, late, or too late to act on. */
export function ageStatus(ms: number): 'fresh' | 'late' | 'old' {
  if (ms <= 5000) return 'fresh';
  return ms <= 60_000 ? 'late' : 'old';
}
