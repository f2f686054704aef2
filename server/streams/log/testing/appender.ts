import { writeSync } from 'node:fs';
import { openLog } from '../open.ts';

/**
 * Appends numbered events for ever and prints each number once its append is acknowledged; the
 * crash test kills it. Arguments: directory, first number.
 */
const [directory = '', first = '0'] = process.argv.slice(2);
const quiet = () => undefined;
const log = await openLog(
  directory,
  { segmentBytes: 64 * 1024 },
  { now: Date.now, log: { debug: quiet, info: quiet, warn: quiet, error: quiet } },
);
let next = Number(first);
async function produce(): Promise<void> {
  for (;;) {
    const n = next++;
    const pad = 'x'.repeat(n % 700);
    const offset = await log.append({
      count: 1,
      payload: Buffer.from(`${JSON.stringify({ n, pad })}\n`),
      origin: { kind: 'http', key: `k${n}` },
    });
    writeSync(1, `${n} ${offset}\n`);
  }
}
await Promise.all(Array.from({ length: 8 }, produce));
