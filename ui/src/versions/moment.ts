/** `22 Nov, 18:30:05`, with the year when it is another: when a version came to be, told from those of its minute. */
export function formatMoment(ms: number, nowMs = Date.now()): string {
  const date = new Date(ms);
  const isThisYear = date.getFullYear() === new Date(nowMs).getFullYear();
  return date.toLocaleString([], {
    ...{ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' },
    hourCycle: 'h23',
    ...(!isThisYear && { year: 'numeric' }),
  });
}
