import { mkdtempSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockDirectory } from './lock.ts';

const newDirectory = () => mkdtempSync(join(tmpdir(), 'heliostat-lock-'));

test('a second server on the same data directory is refused and told who has it', () => {
  const directory = newDirectory();
  const lock = lockDirectory(directory);

  expect(() => lockDirectory(directory)).toThrow(`in use by process ${process.pid}`);
  lock.release();
  lockDirectory(directory).release();
  expect(existsSync(join(directory, 'lock'))).toBe(false);
});

test('the lock of a process that is gone is taken over', () => {
  const directory = newDirectory();
  writeFileSync(join(directory, 'lock'), '999999999 12345\n');

  const lock = lockDirectory(directory);

  expect(readFileSync(join(directory, 'lock'), 'utf8')).toMatch(new RegExp(`^${process.pid} `));
  lock.release();
});

test('the lock of a process id that was given away again is taken over', () => {
  const directory = newDirectory();
  writeFileSync(join(directory, 'lock'), `${process.ppid} 1\n`);

  lockDirectory(directory).release();
});

test.each(['', '\0\0', '7', 'x y z'])('a lock file that says %j is taken over', (text) => {
  const directory = newDirectory();
  writeFileSync(join(directory, 'lock'), text);

  lockDirectory(directory).release();
});

test('a directory that cannot be made is named', () => {
  expect(() => lockDirectory('/proc/nowhere/here')).toThrow('data directory cannot be made');
  expect(() => lockDirectory('/etc/hostname/here')).toThrow('data directory cannot be made');
});
