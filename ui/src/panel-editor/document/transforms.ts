import type { DashboardDocument, TransformStep } from '@heliostat/sdk';
import { setAt, type Path } from './at.ts';

/** The steps of a query, in order. */
export function stepsOf(document: DashboardDocument, query: string): readonly TransformStep[] {
  return document.queries?.[query]?.transforms ?? [];
}

export function addStep(
  document: DashboardDocument,
  query: string,
  step: TransformStep,
): DashboardDocument {
  return setSteps(document, query, [...stepsOf(document, query), step]);
}

export function removeStep(
  document: DashboardDocument,
  query: string,
  index: number,
): DashboardDocument {
  return setSteps(document, query, stepsOf(document, query).toSpliced(index, 1));
}

/** To the place `to` among the others; out of bounds is no change. */
export function moveStep(
  document: DashboardDocument,
  query: string,
  { index, to }: { index: number; to: number },
): DashboardDocument {
  const steps = stepsOf(document, query);
  const step = steps[index];
  if (step === undefined || to < 0 || to >= steps.length) return document;
  return setSteps(document, query, steps.toSpliced(index, 1).toSpliced(to, 0, step));
}

/** Writes one key of a step; undefined takes it out. */
export function setStep(
  document: DashboardDocument,
  query: string,
  { path, value }: { path: Path; value: unknown },
): DashboardDocument {
  if (document.queries?.[query] === undefined) return document;
  return setAt(document, ['queries', query, 'transforms', ...path], value);
}

function setSteps(
  document: DashboardDocument,
  query: string,
  steps: readonly TransformStep[],
): DashboardDocument {
  if (document.queries?.[query] === undefined) return document;
  const path = ['queries', query, 'transforms'];
  return setAt(document, path, steps.length === 0 ? undefined : steps);
}
