/** Orders spread evenly over the last minutes, in three countries and three types. */
export function pastOrders(minutes: number, perMinute: number, now = Date.now()): object[] {
  const count = minutes * perMinute;
  return Array.from({ length: count }, (_, i) => order(i, now - ((i + 1) / perMinute) * 60_000));
}

/** Orders of this moment. */
export function freshOrders(count: number, now = Date.now()): object[] {
  return Array.from({ length: count }, (_, i) => order(i, now));
}

function order(i: number, ts: number): object {
  const wave = Math.sin(ts / 90_000) > 0 ? 1 : 0;
  return {
    ts: Math.round(ts),
    country: ['DE', 'FR', 'US', 'DE'][(i + wave) % 4],
    type: ['web', 'app', 'phone', 'web', 'app', 'web'][(i * 7 + wave) % 6],
    amount: 5 + ((i * 37) % 90),
  };
}
