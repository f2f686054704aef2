import { HeliostatError } from '@heliostat/sdk';
import { formatDocument } from './format.ts';
import { fileOf, isDocumentPath } from './kinds.ts';
import { parseText } from './parse.ts';
import { openDirectory, readWorkspaceFile, type FileRead } from './read.ts';
import { toEtag, type WorkspaceState } from './state.ts';
import { validateText, type Identity } from './validate.ts';
import { removeDurably, replaceAtomically } from './write.ts';
import type { FileIssue, WorkspaceChange } from './workspace.ts';

interface Place {
  root: string;
  state: WorkspaceState;
  /** What complaints about writing call a file. Default: its name. */
  shown?: (file: string) => string;
}

/** Checks, formats and writes one document; returns what changed. Not to be run twice at a time. */
export async function saveDocument(
  change: Identity & { text: string; ifMatch?: string },
  { root, state, shown = (name) => name }: Place,
): Promise<WorkspaceChange[]> {
  const file = checkPath(change);
  const match = async (): Promise<void> =>
    checkMatch(file, await readDisk(root, file), change.ifMatch);
  const onDisk = await readDisk(root, file);
  checkMatch(file, onDisk, change.ifMatch);
  const parsed = parseText(change.text);
  const issues = validateText(change, parsed, state.around);
  refuseInvalid(issues);
  const text = formatDocument(change.kind, parsed.value, state.around);
  // An unchanged file keeps its bytes and its time.
  if (onDisk?.bytes?.toString() !== text)
    // To write durably takes long enough for somebody else’s version to come, a pull’s for one.
    await replaceAtomically({ root, file, shown: shown(file), confirm: match }, text);
  return state.update(new Map([[file, await readWorkspaceFile(root, file)]]));
}

/** Deletes one document; returns what changed. */
export async function removeDocument(
  change: Identity & { ifMatch: string },
  { root, state }: Place,
): Promise<WorkspaceChange[]> {
  const file = checkPath(change);
  const onDisk = await readDisk(root, file);
  if (onDisk === undefined) throw new HeliostatError('NOT_FOUND', `${file}: no such file`);
  checkMatch(file, onDisk, change.ifMatch);
  await removeDurably(root, file);
  return state.update(new Map([[file, undefined]]));
}

function checkPath({ kind, path }: Identity): string {
  if (isDocumentPath(kind, path)) return fileOf(kind, path);
  throw new HeliostatError(
    'INVALID_REQUEST',
    `path: ${JSON.stringify(path)} is no name of a file`,
    {
      hint: 'Use lower-case letters, digits and dashes between slashes, like engagement/overview, and nothing that Windows reserves.',
    },
  );
}

/** Throws UNAVAILABLE where the workspace is gone: to write would make another one, of one file. */
async function readDisk(root: string, file: string): Promise<FileRead | undefined> {
  try {
    await openDirectory(root);
  } catch (cause) {
    throw new HeliostatError('UNAVAILABLE', (cause as Error).message, {
      hint: 'Bring the folder back, or start with another one: --workspace DIR.',
      cause,
    });
  }
  return readWorkspaceFile(root, file);
}

function checkMatch(file: string, onDisk: FileRead | undefined, ifMatch: string | undefined): void {
  const current = etagOf(onDisk);
  if (current === ifMatch) return;
  if (ifMatch === undefined) {
    throw new HeliostatError('PRECONDITION_REQUIRED', `${file}: exists already`, {
      hint: 'Send the etag you read as If-Match, so that nobody’s change is lost.',
    });
  }
  const happened = current === undefined ? 'no longer exists' : `has changed, it is ${current} now`;
  throw new HeliostatError('PRECONDITION_FAILED', `${file}: ${happened}`, {
    hint: 'Read the file again and repeat your change.',
  });
}

function refuseInvalid(issues: readonly FileIssue[]): void {
  const errors = issues.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return;
  const { file, line, column, path, message } = first;
  const place = path === '' ? `${file}:${line}:${column}` : `${file}:${line}:${column}: ${path}`;
  const more = errors.length === 1 ? '' : ` (and ${errors.length - 1} more)`;
  throw new HeliostatError('INVALID_FILE', `${place}: ${message}${more}`, {
    hint: 'Correct it and save again; nothing was written.',
    position: { line, column },
    issues: errors,
  });
}

function etagOf(onDisk: FileRead | undefined): string | undefined {
  return onDisk === undefined ? undefined : toEtag(onDisk.bytes ?? '');
}
