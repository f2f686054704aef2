import { valueAt, type Field, type Frame } from './frame.ts';
import type { Interval } from './datasource.ts';
import type { Annotation } from './panel.ts';

/** Where annotations come from, and how they look. */
export interface AnnotationSource {
  /** Slug in the dashboard; ids begin with it. */
  id: string;
  /** What people call one of them, also where a row has no text. */
  label: string;
  /** A CSS colour. */
  color?: string | undefined;
}

/** How many annotations a query gives at most: more would be a series, not remarks on one. */
export const maxAnnotations = 1000;

/**
 * The annotations that the rows of a frame are: the first time field is when it was or began, the second
 * when it ended; `text`, else the first text field, says what; a text field `tags` has commas. At most
 * 1000, the newest; none without a time field.
 */
export function toAnnotations(frame: Frame, source: AnnotationSource): Annotation[] {
  const [from, to] = frame.fields.filter((field) => field.type === 'time');
  if (from === undefined) return [];
  const texts = frame.fields.filter((field) => field.type === 'string');
  const tags = texts.find(({ name }) => name === 'tags');
  const text = texts.find(({ name }) => name === 'text') ?? texts.find((field) => field !== tags);
  return newestRows(from, frame.length).map(({ row, start }) => {
    const end = timeAt(to, row);
    return {
      id: `${source.id}/${row}`,
      from: start,
      ...(end !== undefined && end > start && { to: end }),
      text: textAt(text, row) || source.label,
      tags: splitTags(textAt(tags, row)),
      source: source.label,
      ...(source.color !== undefined && { color: source.color }),
    };
  });
}

/** Chosen before anything is made of them: a query may find far more. */
function newestRows(time: Field, length: number): { row: number; start: number }[] {
  return Array.from({ length }, (_, row) => row)
    .flatMap((row) => {
      const start = timeAt(time, row);
      return start === undefined ? [] : [{ row, start }];
    })
    .sort((a, b) => a.start - b.start)
    .slice(-maxAnnotations);
}

/** Those that touch an interval, in the order of time. */
export function annotationsWithin(
  annotations: readonly Annotation[],
  { from, to }: Interval,
): Annotation[] {
  return inOrder(annotations.filter((one) => one.from <= to && (one.to ?? one.from) >= from));
}

function inOrder(annotations: readonly Annotation[]): Annotation[] {
  return [...annotations].sort((a, b) => a.from - b.from);
}

function timeAt(field: Field | undefined, row: number): number | undefined {
  const value = field === undefined ? null : valueAt(field, row);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function textAt(field: Field | undefined, row: number): string {
  const value = field === undefined ? null : valueAt(field, row);
  return typeof value === 'string' ? value.slice(0, 500) : '';
}

function splitTags(text: string): string[] {
  const tags = text.split(',').map((tag) => tag.trim());
  return tags.filter((tag) => tag !== '').slice(0, 10);
}
