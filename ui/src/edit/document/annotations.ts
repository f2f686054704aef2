import type { AnnotationQuery, DashboardDocument } from '@heliostat/sdk';
import { setAt } from '../../panel-editor/document/at.ts';
import { freeSlug } from './slugs.ts';

/** Annotations that a query finds, under a name of their own. */
export function addAnnotations(document: DashboardDocument, query: string): DashboardDocument {
  const slug = freeSlug('annotations', Object.keys(document.annotations ?? {}), 'annotations');
  return setAt(document, ['annotations', slug], { query });
}

/** One key of them; undefined takes it out. */
export function setAnnotations<Key extends keyof AnnotationQuery>(
  document: DashboardDocument,
  slug: string,
  { key, value }: { key: Key; value: AnnotationQuery[Key] | undefined },
): DashboardDocument {
  return setAt(document, ['annotations', slug, key], value);
}

export function deleteAnnotations(document: DashboardDocument, slug: string): DashboardDocument {
  return setAt(document, ['annotations', slug], undefined);
}
