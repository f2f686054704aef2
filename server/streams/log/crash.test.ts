import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openLog } from './open.ts';
import { eventsOf, readAll, temporaryDirectory, testEffects } from './testing/logs.ts';

const appender = fileURLToPath(new URL('./testing/appender.ts', import.meta.url));
const kills = 12;

test('what was acknowledged before a SIGKILL is there afterwards, once', async () => {
  const directory = temporaryDirectory();
  const acknowledged = new Map<number, number>();
  let next = 0;
  for (let kill = 0; kill < kills; kill++) {
    const acks = await appendAndKill(directory, next, 5 + Math.random() * 150);
    expect(acks.size).toBeGreaterThan(0);
    for (const [n, offset] of acks) acknowledged.set(n, offset);
    next = Math.max(...acks.keys()) + 100;
    const log = await openLog(directory, {}, testEffects());
    const events = eventsOf(await readAll(log)) as { n: number }[];
    const numbers = events.map(({ n }) => n);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(log.head).toBe(numbers.length);
    for (const [n, offset] of acknowledged) expect(numbers[offset]).toBe(n);
    expect(log.stats().quarantined).toBe(0);
    await log.close();
  }
  rmSync(directory, { recursive: true });
}, 120_000);

/** Lets the child append for a while after its first acknowledgement, then kills it. */
function appendAndKill(directory: string, first: number, afterMs: number) {
  return new Promise<Map<number, number>>((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', appender, directory, String(first)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    let armed = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (!armed) setTimeout(() => child.kill('SIGKILL'), afterMs);
      armed = true;
    });
    child.on('error', reject);
    child.on('close', () => {
      const lines = output.slice(0, output.lastIndexOf('\n')).split('\n');
      resolve(new Map(lines.map((line) => line.split(' ').map(Number) as [number, number])));
    });
  });
}
