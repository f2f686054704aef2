import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockDirectory } from './lock.ts';

const newDirectory = () => mkdtempSync(join(tmpdir(), 'heliostat-lock-'));
const holdersOf = (directory: string) => readdirSync(join(directory, 'holders'));

function leave(directory: string, name: string): void {
  mkdirSync(join(directory, 'holders'), { recursive: true });
  writeFileSync(join(directory, 'holders', name), '');
}

test('a second server on the same data directory is refused and told who has it', () => {
  const directory = newDirectory();
  const lock = lockDirectory(directory);

  expect(() => lockDirectory(directory)).toThrow(`in use by process ${process.pid}`);
  expect(holdersOf(directory)).toHaveLength(1);
  lock.release();
  lockDirectory(directory).release();
  expect(holdersOf(directory)).toEqual([]);
});

test.each([
  ['a process that is gone', '999999999-12345'],
  ['a process whose id was given away again', `${process.ppid}-1`],
  ['nobody', '0-0'],
  ['no process', 'x y z'],
])('the lock of %s is taken over', (_, name) => {
  const directory = newDirectory();
  leave(directory, name);

  const lock = lockDirectory(directory);

  expect(holdersOf(directory)).toEqual([expect.stringMatching(new RegExp(`^${process.pid}-`))]);
  lock.release();
});

test('of several that start at once over what a dead one left, one wins', async () => {
  const directory = newDirectory();
  leave(directory, '999999999-12345');
  const starters = Array.from({ length: 3 }, () => startHolder(directory));
  await Promise.all(starters.map(({ ready }) => ready));
  for (const { child } of starters) child.stdin.write('go\n');
  const answers = await Promise.all(starters.map(({ answer }) => answer));
  expect(answers.sort()).toEqual(['CONFLICT', 'CONFLICT', 'won']);
  await Promise.all(starters.map(({ child }) => ended(child)));
  lockDirectory(directory).release();
}, 120_000);

/** Takes the lock when told to, says how it went, and holds it until it is killed. */
function startHolder(directory: string) {
  const script = `
    import { lockDirectory } from ${JSON.stringify(join(import.meta.dirname, 'lock.ts'))};
    process.stdout.write('ready\\n');
    process.stdin.once('data', () => {
      try { lockDirectory(${JSON.stringify(directory)}); process.stdout.write('won'); }
      catch (error) { process.stdout.write(error.code); }
    });`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ready = said(child);
  return { child, ready, answer: ready.then(() => said(child)) };
}

async function ended(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function said(child: ChildProcess): Promise<string> {
  const [text] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return text.toString();
}

test('a directory that cannot be made is named', () => {
  expect(() => lockDirectory('/proc/nowhere/here')).toThrow('data directory cannot be made');
  expect(() => lockDirectory('/etc/hostname/here')).toThrow('data directory cannot be made');
});
