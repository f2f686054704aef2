import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { PluginRegistry } from '../plugins/registry.ts';
import { remember, type Asked } from './asked.ts';
import { baseName, documentOf, fileOf } from './kinds.ts';
import { migrateDocument } from './migrate.ts';
import { parseBytes, parseText, type ParsedText } from './parse.ts';
import type { FileRead, Listing } from './read.ts';
import { hasForm, validateText, type Identity } from './validate.ts';
import type {
  FileIssue,
  WorkspaceChange,
  WorkspaceFile,
  WorkspaceKind,
  WorkspaceKinds,
} from './workspace.ts';

interface Entry {
  identity: Identity;
  stamp: string;
  parsed: ParsedText;
  served: WorkspaceFile;
  /** Of the last check; undefined: it is still to be made. */
  asked: Asked | undefined;
}

/** What all files are read against. */
interface Around {
  plugins: PluginRegistry;
  datasources: ReadonlyMap<string, string>;
  streams: ReadonlyMap<string, string>;
  dashboards: ReadonlySet<string>;
}

/** What is on disk now, by file; undefined: it is gone. */
export type Reads = ReadonlyMap<string, FileRead | undefined>;

/** The documents of a workspace with what is wrong in them. Pure: it is told what is on disk. */
export class WorkspaceState {
  readonly #entries = new Map<string, Entry>();
  #around: Around;
  #problems: readonly FileIssue[] = [];

  constructor(plugins: PluginRegistry) {
    this.#around = {
      plugins,
      datasources: new Map(),
      streams: new Map(),
      dashboards: new Set(),
    };
  }

  get around(): Around {
    return this.#around;
  }

  /** Files known so far, with what identified their state. */
  stamps(): ReadonlyMap<string, string> {
    return new Map([...this.#entries].map(([file, { stamp }]) => [file, stamp]));
  }

  get<Kind extends WorkspaceKind>(kind: Kind, path: string): WorkspaceFile<Kind> | undefined {
    const entry = this.#entries.get(fileOf(kind, path));
    return entry?.identity.kind === kind ? (entry.served as WorkspaceFile<Kind>) : undefined;
  }

  list<Kind extends WorkspaceKind>(kind: Kind): readonly WorkspaceFile<Kind>[] {
    return [...this.#entries.values()]
      .filter(({ identity }) => identity.kind === kind)
      .map(({ served }) => served as WorkspaceFile<Kind>)
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  parse<Kind extends WorkspaceKind>(kind: Kind, text: string): WorkspaceKinds[Kind] | undefined {
    const { document } = migrateDocument(kind, parseText(text).value, this.#around);
    return hasForm(kind, document) ? document : undefined;
  }

  issues(): readonly FileIssue[] {
    const ofFiles = [...this.#entries.values()].flatMap(({ served }) => served.issues);
    return [...this.#problems, ...ofFiles].sort(byPlace);
  }

  /** Places of the workspace that cannot be looked into. */
  setProblems(problems: Listing['problems']): void {
    this.#problems = problems.map((problem) => ({ ...problem, line: 1, column: 1, path: '' }));
  }

  /** Takes in what was read; returns what changed for those who look at documents. */
  update(reads: Reads): WorkspaceChange[] {
    const before = new Map([...this.#entries].map(([file, { served }]) => [file, served]));
    for (const [file, read] of reads) this.#take(file, read);
    this.#refreshSurroundings();
    for (const [file, { asked }] of this.#entries)
      if (asked?.holds(this.#around) !== true) this.#check(file);
    return changes(before, this.#entries);
  }

  #take(file: string, read: FileRead | undefined): void {
    const identity = documentOf(file);
    if (identity === undefined) return;
    if (read === undefined) {
      this.#entries.delete(file);
      return;
    }
    const bytes = read.bytes ?? Buffer.alloc(0);
    const parsed = read.problem === undefined ? parseBytes(bytes) : unreadable(read.problem);
    const served: WorkspaceFile = {
      ...identity,
      file,
      document: this.#entries.get(file)?.served.document,
      text: parsed.text,
      etag: toEtag(bytes),
      issues: [],
      modifiedAtMs: read.modifiedAtMs,
    };
    this.#entries.set(file, { identity, stamp: read.stamp, parsed, served, asked: undefined });
  }

  #check(file: string): void {
    const entry = this.#entries.get(file);
    if (entry === undefined) return;
    const { identity, parsed, served } = entry;
    entry.asked = remember(this.#around);
    const issues = validateText(identity, parsed, entry.asked.around);
    const { document: value } = migrateDocument(identity.kind, parsed.value, entry.asked.around);
    const document = chooseDocument(identity.kind, { value, issues, last: served.document });
    entry.served = { ...served, issues, document };
  }

  #refreshSurroundings(): void {
    this.#check('datasources.json');
    this.#around = {
      plugins: this.#around.plugins,
      datasources: this.#bindings(),
      streams: this.#streamOwners(),
      dashboards: new Set(this.list('dashboard').map(({ path }) => path)),
    };
  }

  #bindings(): ReadonlyMap<string, string> {
    const bound = this.get('datasources', 'datasources')?.document?.datasources ?? {};
    return new Map(Object.entries(bound).map(([name, { type }]) => [name, type]));
  }

  /** A stream belongs to the file that had the name first; among new ones, to the first in order. */
  #streamOwners(): ReadonlyMap<string, string> {
    const paths = this.list('stream').map(({ path }) => path);
    const owners = new Map<string, string>();
    for (const [name, path] of this.#around.streams)
      if (paths.includes(path)) owners.set(name, path);
    for (const path of paths) if (!owners.has(baseName(path))) owners.set(baseName(path), path);
    return owners;
  }
}

const partialKinds: readonly WorkspaceKind[] = ['dashboard', 'datasources'];

interface Checked {
  value: unknown;
  issues: readonly FileIssue[];
  last: WorkspaceKinds[WorkspaceKind] | undefined;
}

/**
 * The text when it is valid, else the last good version. A dashboard or `datasources.json` that never
 * was valid but has the form of one is served as it is: only the part with the error fails. Pipelines
 * and streams never run in part.
 */
function chooseDocument(kind: WorkspaceKind, { value, issues, last }: Checked) {
  const isValid = issues.every(({ severity }) => severity !== 'error');
  const mayShow = isValid || (last === undefined && partialKinds.includes(kind));
  return mayShow && hasForm(kind, value) ? value : last;
}

function changes(
  before: ReadonlyMap<string, WorkspaceFile>,
  after: ReadonlyMap<string, Entry>,
): WorkspaceChange[] {
  const removed = [...before.values()].filter(({ file }) => !after.has(file));
  const found = removed.map((file) => toChange('removed', file));
  for (const [file, { served }] of after) {
    const earlier = before.get(file);
    if (earlier === undefined) found.push(toChange('added', served));
    else if (isChanged(earlier, served)) found.push(toChange('changed', served));
  }
  return found;
}

function isChanged(earlier: WorkspaceFile, now: WorkspaceFile): boolean {
  if (earlier === now) return false;
  return earlier.etag !== now.etag || !isDeepStrictEqual(earlier.issues, now.issues);
}

function toChange(type: WorkspaceChange['type'], { kind, path }: WorkspaceFile): WorkspaceChange {
  return { type, kind, path };
}

function unreadable(message: string): ParsedText {
  return { text: '', problems: [{ offset: 0, message }] };
}

/** `"sha256-…"` of the bytes of a file, as HTTP writes it. */
export function toEtag(bytes: Uint8Array | string): string {
  return `"sha256-${createHash('sha256').update(bytes).digest('base64url')}"`;
}

/** Order of issues: by file, then by place in it. */
export function byPlace(a: FileIssue, b: FileIssue): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
