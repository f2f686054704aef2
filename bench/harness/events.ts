const countries = ['DE', 'US', 'GB', 'FR', 'IN', 'BR', 'JP', 'NG', 'MX', 'ID'];
const devices = ['ios', 'android', 'web', 'tablet'];
const types = ['page_view', 'page_view', 'page_view', 'feature_use', 'login', 'heartbeat'];

export interface EventsOptions {
  /** Number of the first event; also its `id`, by which a loss or a double is found. */
  first: number;
  count: number;
  /** Event time of the first one, epoch milliseconds. */
  startMs: number;
  eventsPerMs: number;
}

/** Events of about 150 bytes as NDJSON, the same for the same options. */
export function buildEvents({ first, count, startMs, eventsPerMs }: EventsOptions): Buffer {
  let text = '';
  for (let i = 0; i < count; i++) {
    const id = first + i;
    const random = mix(id);
    const ts = startMs + Math.floor(i / eventsPerMs);
    const user = random % 50_000;
    text +=
      `{"ts":${ts},"id":${id},"user_id":${user},"country":"${pick(countries, random >>> 3)}",` +
      `"device":"${pick(devices, random >>> 7)}","type":"${pick(types, random >>> 11)}",` +
      `"page":"/posts/${random % 997}","session":"${random.toString(36)}","load_ms":${random % 3000}}\n`;
  }
  return Buffer.from(text);
}

/** How many of the events from 0 to `count` are no heartbeats. */
export function countReal(count: number): number {
  let real = 0;
  for (let id = 0; id < count; id++) if (pick(types, mix(id) >>> 11) !== 'heartbeat') real++;
  return real;
}

function pick(values: readonly string[], random: number): string {
  return values[random % values.length] ?? '';
}

/** The finaliser of MurmurHash3: spreads consecutive numbers over 32 bits. */
function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
