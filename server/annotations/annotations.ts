import { Type, type Static } from '@heliostat/sdk';

const text = Type.String({
  minLength: 1,
  maxLength: 500,
  pattern: '\\S',
  expected: 'what happened, in 1 to 500 characters',
});
/** What a `Date` can be at most. */
const maxTime = 8_640_000_000_000_000;
const epochMs = (description: string) =>
  Type.Integer({ minimum: 0, maximum: maxTime, description });

/** What somebody writes down of a moment or a span, on one dashboard. */
export const noteSchema = Type.Object({
  from: epochMs('When it was or began, epoch milliseconds.'),
  to: Type.Optional(epochMs('When it ended; absent: a moment.')),
  text,
  tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { maxItems: 10 })),
  panel: Type.Optional(
    Type.String({ minLength: 1, maxLength: 100, description: 'Slug; absent: on all panels.' }),
  ),
});
export type NoteInput = Static<typeof noteSchema>;

/** An annotation made by hand. */
export interface Note extends NoteInput {
  id: string;
  tags: string[];
  /** Who wrote it first. */
  author: string;
  /** When it was last written, epoch milliseconds. */
  writtenAt: number;
}

/** Epoch milliseconds; both ends may be left out. */
export interface NoteRange {
  from?: number | undefined;
  to?: number | undefined;
}

/** At most this many on one dashboard. */
export const maxNotes = 300;

/** Annotations that people write on dashboards: durable when a method returns. */
export interface Annotations {
  /** Those that touch the range, in the order of time. */
  list(dashboard: string, range?: NoteRange): Promise<readonly Note[]>;
  /** Throws INVALID_REQUEST, NOT_FOUND for an unknown dashboard, LIMIT_EXCEEDED. */
  create(dashboard: string, input: NoteInput, author: string): Promise<Note>;
  /** Throws INVALID_REQUEST or NOT_FOUND. */
  update(dashboard: string, id: string, input: NoteInput): Promise<Note>;
  /** Throws NOT_FOUND. */
  remove(dashboard: string, id: string): Promise<void>;
  /** Gives all to a dashboard under another path, as far as it has room, the newest first. */
  move(from: string, to: string): Promise<void>;
  /** Hears the path of each dashboard whose annotations have changed. */
  onChange(listener: (dashboard: string) => void): () => void;
}
