import { spawn } from 'node:child_process';
import { HeliostatError } from '@heliostat/sdk';

const maxOutputBytes = 256 * 1024 * 1024;

/** `main:dashboards/x.json`: a path at a revision of a git repository, as git itself writes it. */
export function isRevision(text: string): boolean {
  return /^[^:\s-][^:\s]*:[^\n\0]*$/.test(text);
}

/**
 * The files at a path of a revision, by name relative to it, or one file under the empty name. Only those
 * that `isWanted` are read. Throws INVALID_OPTIONS when git does not know the path.
 */
export async function readRevision(
  revision: string,
  isWanted: (name: string) => boolean,
): Promise<Map<string, string>> {
  // Git takes `.` for a name, and only `./` for the folder it is called in.
  if (revision.endsWith(':.')) return readRevision(`${revision}/`, isWanted);
  const type = (await git(['cat-file', '-t', revision], revision)).toString().trim();
  if (type === 'blob')
    return new Map([['', (await git(['cat-file', 'blob', revision], revision)).toString()]]);
  const listed = await git(['ls-tree', '-r', '-z', '--name-only', revision], revision);
  const names = listed.toString().split('\0').filter(isWanted);
  const base = revision.endsWith(':') || revision.endsWith('/') ? revision : `${revision}/`;
  const input = names.map((name) => `${base}${name}\n`).join('');
  return splitBatch(await git(['cat-file', '--batch'], revision, input), names);
}

/** The answers of `git cat-file --batch`: a line `hash type size`, the bytes, a line end. */
function splitBatch(output: Buffer, names: readonly string[]): Map<string, string> {
  const files = new Map<string, string>();
  let at = 0;
  for (const name of names) {
    const end = output.indexOf('\n', at);
    const size = Number(output.toString('utf8', at, end).split(' ')[2]);
    files.set(name, output.toString('utf8', end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return files;
}

function git(arguments_: string[], revision: string, input = ''): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', arguments_, { stdio: ['pipe', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    let complaint = '';
    let size = 0;
    const refuse = (reason: string) => reject(refusal(revision, reason));
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxOutputBytes) chunks.push(chunk);
      else child.kill();
    });
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString().slice(0, 1000)));
    child.stdin.on('error', () => undefined);
    child.on('error', (cause) => refuse(cause.message));
    child.on('close', (code) => {
      if (size > maxOutputBytes) refuse('the files are too large to compare');
      else if (code === 0) resolve(Buffer.concat(chunks));
      else refuse(complaint.split('\n')[0] ?? '');
    });
    child.stdin.end(input);
  });
}

function refusal(revision: string, reason: string): HeliostatError {
  return new HeliostatError('INVALID_OPTIONS', `${revision}: ${reason}`, {
    hint: 'Give a file, a folder, or REVISION:PATH inside a git repository.',
  });
}
