import type { Ask } from './graphql.ts';
import type { Subscriptions } from './subscriptions.ts';

/** What somebody wrote on a dashboard. */
export interface Note {
  id: string;
  from: number;
  to: number | null;
  text: string;
  tags: readonly string[];
  /** Slug of the one panel it is on; null: on all. */
  panel: string | null;
  author: string;
}

/** As it is written: without an id for a new one. */
export type NoteDraft = Omit<Note, 'id' | 'author'> & { id?: string };

export async function readNotes(ask: Ask, dashboard: string): Promise<readonly Note[]> {
  const answer = await ask<{ annotations: readonly Note[] }>(
    `query Annotations($dashboard: String!) {
      annotations(dashboard: $dashboard) { id from to text tags panel author } }`,
    { dashboard },
  );
  return answer.annotations;
}

interface Payload {
  userErrors: readonly { message: string; hint: string | null }[];
}

/** Undefined when it was written, else why not. */
export async function writeNote(
  ask: Ask,
  dashboard: string,
  { id, ...annotation }: NoteDraft,
): Promise<string | undefined> {
  const field = id === undefined ? 'annotationCreate' : 'annotationUpdate';
  const answer = await ask<Record<string, Payload>>(
    `mutation Write($dashboard: String!, $annotation: AnnotationInput!${id === undefined ? '' : ', $id: ID!'}) {
      ${field}(dashboard: $dashboard, annotation: $annotation${id === undefined ? '' : ', id: $id'}) {
        userErrors { message hint } } }`,
    { dashboard, annotation, ...(id !== undefined && { id }) },
  );
  return problemOf(answer[field]);
}

/** Undefined when it is gone, else why not. */
export async function deleteNote(
  ask: Ask,
  dashboard: string,
  id: string,
): Promise<string | undefined> {
  const answer = await ask<{ annotationDelete: Payload }>(
    `mutation Delete($dashboard: String!, $id: ID!) {
      annotationDelete(dashboard: $dashboard, id: $id) { userErrors { message hint } } }`,
    { dashboard, id },
  );
  return problemOf(answer.annotationDelete);
}

/** Calls back whenever the annotations of a dashboard have changed. */
export function onNotesChange(
  subscriptions: Subscriptions,
  dashboard: string,
  onChange: () => void,
): () => void {
  // A path has no character that JSON and GraphQL write differently.
  const path = JSON.stringify(dashboard);
  return subscriptions.subscribe(
    `subscription { annotationsChanged(dashboard: ${path}) }`,
    onChange,
  );
}

function problemOf(payload: Payload | undefined): string | undefined {
  const [problem] = payload?.userErrors ?? [];
  return problem && [problem.message, problem.hint ?? ''].join(' ').trim();
}
