import { formatTime } from '../time-format.ts';
import type { Interval } from '../datasource.ts';
import type { Annotation, PanelHost } from '../panel.ts';
import { isPageKey } from './keys.ts';

/** Annotations that share a mark, because their places are too near to be told apart. */
export interface AnnotationGroup {
  /** CSS pixels from the left of the plot. */
  x: number;
  annotations: readonly Annotation[];
}

/** The stretch of the plot that a span covers, CSS pixels. */
export interface AnnotationSpan {
  id: string;
  x: number;
  width: number;
  color: string | undefined;
}

/** Marks nearer than this are joined: as wide as their buttons, so that neither these nor their counts overlap. */
const apartPx = 24;

interface Plot {
  range: Interval;
  /** CSS pixels. */
  width: number;
}

/** The marks of annotations, in the order of time; those outside of the range have none. */
export function groupAnnotations(
  annotations: readonly Annotation[],
  { range, width }: Plot,
): AnnotationGroup[] {
  const groups: { x: number; annotations: Annotation[] }[] = [];
  const perMs = width / Math.max(1, range.to - range.from);
  for (const annotation of annotations) {
    const { from, to = from } = annotation;
    if (from > range.to || to < range.from) continue;
    const x = Math.max(0, (from - range.from) * perMs);
    const last = groups.at(-1);
    if (last !== undefined && x - last.x < apartPx) last.annotations.push(annotation);
    else groups.push({ x, annotations: [annotation] });
  }
  return groups;
}

/** What spans cover of the plot. */
export function annotationSpans(
  annotations: readonly Annotation[],
  { range, width }: Plot,
): AnnotationSpan[] {
  const perMs = width / Math.max(1, range.to - range.from);
  const clamp = (x: number) => Math.max(0, Math.min(width, x));
  return annotations.flatMap(({ id, from, to, color }) => {
    if (to === undefined || from > range.to || to < range.from) return [];
    const x = clamp((from - range.from) * perMs);
    return [{ id, x, width: clamp((to - range.from) * perMs) - x, color }];
  });
}

/** "5 Deploys", "5 annotations", or the text of the only one. */
export function groupTitle(annotations: readonly Annotation[]): string {
  const [first] = annotations;
  if (first === undefined || annotations.length === 1) return first?.text ?? '';
  const isOneSource = annotations.every(({ source }) => source === first.source);
  return `${annotations.length} ${isOneSource && first.source !== undefined ? first.source : 'annotations'}`;
}

/** When an annotation was, "14:02 to 14:09". */
export function annotationTime({ from, to }: Annotation, timeZone: string): string {
  const start = formatTime(from, timeZone);
  return to === undefined ? start : `${start} to ${formatTime(to, timeZone)}`;
}

/**
 * `n` on a plot with a time axis writes down what happened: at the data cursor, or in the span that is
 * selected. False for other keys, and where the viewer may not.
 */
export function pressAnnotate(
  event: KeyboardEvent,
  host: PanelHost,
  at: Interval | number | undefined,
): boolean {
  if (event.key !== 'n' || isPageKey(event)) return false;
  if (host.annotate === undefined || at === undefined) return false;
  event.preventDefault();
  const { from, to } = typeof at === 'number' ? { from: at, to: at } : at;
  host.annotate({ from: Math.min(from, to), to: Math.max(from, to) });
  return true;
}
