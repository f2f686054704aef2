import { randomUUID } from 'node:crypto';
import { HeliostatError } from '@heliostat/sdk';
import { checkOptions, formatPath } from '@heliostat/sdk/check';
import type { Effects } from '../effects.ts';
import type { Metadata } from '../metadata/metadata.ts';
import type { Workspace } from '../workspace/workspace.ts';
import {
  maxNotes,
  noteSchema,
  type Annotations,
  type Note,
  type NoteInput,
  type NoteRange,
} from './annotations.ts';

const collection = 'annotations';
/** So often may somebody else be faster. */
const maxAttempts = 100;

interface AnnotationOptions {
  metadata: Metadata;
  workspace: Pick<Workspace, 'get'>;
  effects: Pick<Effects, 'now'>;
}

/** What is written on one dashboard is one document of the metadata, changed as a whole. */
export function buildAnnotations(options: AnnotationOptions): Annotations {
  return new StoredAnnotations(options);
}

class StoredAnnotations implements Annotations {
  readonly #options: AnnotationOptions;
  readonly #listeners = new Set<(dashboard: string) => void>();

  constructor(options: AnnotationOptions) {
    this.#options = options;
  }

  async list(dashboard: string, { from = -Infinity, to = Infinity }: NoteRange = {}) {
    const { notes } = await this.#read(dashboard);
    return notes.filter((note) => note.from <= to && (note.to ?? note.from) >= from);
  }

  async create(dashboard: string, input: NoteInput, author: string): Promise<Note> {
    checkNote(input);
    if (this.#options.workspace.get('dashboard', dashboard) === undefined)
      throw new HeliostatError('NOT_FOUND', `unknown dashboard: ${dashboard.slice(0, 200)}`);
    const note = { ...this.#written(input), id: randomUUID(), author };
    await this.#change(dashboard, (notes) => [...withRoom(notes), note]);
    return note;
  }

  async update(dashboard: string, id: string, input: NoteInput): Promise<Note> {
    checkNote(input);
    let updated: Note | undefined;
    await this.#change(dashboard, (notes) => {
      const { author } = find(notes, id);
      const next = { ...this.#written(input), id, author };
      updated = next;
      return notes.map((note) => (note.id === id ? next : note));
    });
    return updated ?? unknown(id);
  }

  async remove(dashboard: string, id: string): Promise<void> {
    await this.#change(dashboard, (notes) => {
      find(notes, id);
      return notes.filter((note) => note.id !== id);
    });
  }

  async move(from: string, to: string): Promise<void> {
    await untilFirst(async () => {
      const { notes: moved, version } = await this.#read(from);
      if (moved.length === 0) return;
      const ids = new Set(moved.map(({ id }) => id));
      await this.#change(to, (notes) =>
        [...notes.filter(({ id }) => !ids.has(id)), ...moved].sort(byTime).slice(-maxNotes),
      );
      await this.#options.metadata.delete(collection, from, { ifVersion: version });
    });
    this.#tell(from);
  }

  onChange(listener: (dashboard: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async #read(dashboard: string) {
    const stored = await this.#options.metadata.get(collection, dashboard);
    return { notes: (stored?.value ?? []) as readonly Note[], version: stored?.version ?? 0 };
  }

  async #change(
    dashboard: string,
    edit: (notes: readonly Note[]) => readonly Note[],
  ): Promise<void> {
    await untilFirst(async () => {
      const { notes, version } = await this.#read(dashboard);
      const value = [...edit(notes)].sort(byTime);
      await this.#options.metadata.put(collection, dashboard, { value, ifVersion: version });
    });
    this.#tell(dashboard);
  }

  #tell(dashboard: string): void {
    this.#listeners.forEach((listener) => listener(dashboard));
  }

  #written(input: NoteInput) {
    return { ...input, tags: input.tags ?? [], writtenAt: this.#options.effects.now() };
  }
}

/** Again from the start when somebody else was faster: a change is a function of what there is. */
async function untilFirst(change: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++)
    try {
      await change();
      return;
    } catch (error) {
      if (!isOutrun(error) || attempt === maxAttempts) throw error;
    }
}

function byTime(a: Note, b: Note): number {
  return a.from - b.from;
}

function isOutrun(error: unknown): boolean {
  return error instanceof HeliostatError && error.code === 'PRECONDITION_FAILED';
}

function checkNote(input: NoteInput): void {
  const [issue] = checkOptions(noteSchema, input);
  if (issue !== undefined)
    throw new HeliostatError('INVALID_REQUEST', `${formatPath(issue.path)}: ${issue.message}`);
  checkPlain('text', input.text);
  for (const [i, tag] of (input.tags ?? []).entries()) checkPlain(`tags[${i}]`, tag);
  if (input.to !== undefined && input.to < input.from)
    throw new HeliostatError('INVALID_REQUEST', `to: before from: ${input.to}`, {
      hint: 'A span ends after it begins; leave "to" out for a moment.',
    });
}

/** Lines of text that a page, a terminal and a log show as what they are. */
function checkPlain(what: string, text: string): void {
  const isVisible = /[^\s\p{Cc}\p{Cf}\p{Cs}]/u.test(text);
  if (isVisible && !/(?!\r?\n|\t)\p{Cc}|\p{Cs}/u.test(text)) return;
  throw new HeliostatError('INVALID_REQUEST', `${what}: expected plain text`, {
    hint: 'Something that can be seen, without control characters and halves of characters.',
  });
}

function withRoom(notes: readonly Note[]): readonly Note[] {
  if (notes.length < maxNotes) return notes;
  throw new HeliostatError('LIMIT_EXCEEDED', `a dashboard has at most ${maxNotes} annotations`, {
    hint: 'Delete some that are old; what a system does is better found by a query.',
  });
}

function find(notes: readonly Note[], id: string): Note {
  return notes.find((note) => note.id === id) ?? unknown(id);
}

function unknown(id: string): never {
  throw new HeliostatError('NOT_FOUND', `unknown annotation: ${id.slice(0, 100)}`);
}
