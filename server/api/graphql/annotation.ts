import type { NoteInput } from '../../annotations/annotations.ts';
import { conflate } from './conflate.ts';
import type { Context } from './context.ts';
import { allow, allowStream, type Resolvers } from './resolvers.ts';
import { withUserErrors } from './user-errors.ts';

interface ListArgs {
  dashboard: string;
  from?: number | null;
  to?: number | null;
}
interface NoteArgs {
  dashboard: string;
  /** As GraphQL gives it: what is absent may be null. */
  annotation: { [Key in keyof NoteInput]: NoteInput[Key] | null } & Pick<
    NoteInput,
    'from' | 'text'
  >;
}
interface Named {
  dashboard: string;
  id: string;
}

export const annotationResolvers: Resolvers = {
  Query: {
    annotations: allow<ListArgs>('dashboard:read', (_, { dashboard, from, to }, { services }) =>
      services.annotations.list(dashboard, { from: from ?? undefined, to: to ?? undefined }),
    ),
  },
  Mutation: {
    annotationCreate: allow<NoteArgs>('annotation:write', (_, args, context) =>
      withUserErrors(async () => ({
        annotation: await context.services.annotations.create(
          args.dashboard,
          toInput(args.annotation),
          context.caller().name,
        ),
      })),
    ),
    annotationUpdate: allow<NoteArgs & Named>(
      'annotation:write',
      (_, { dashboard, id, annotation }, { services }) =>
        withUserErrors(async () => ({
          annotation: await services.annotations.update(dashboard, id, toInput(annotation)),
        })),
    ),
    annotationDelete: allow<Named>('annotation:write', (_, { dashboard, id }, { services }) =>
      withUserErrors(async () => {
        await services.annotations.remove(dashboard, id);
        return { deletedId: id };
      }),
    ),
  },
  Subscription: {
    annotationsChanged: allowStream<{ dashboard: string }>('dashboard:read', changes),
  },
};

function toInput(annotation: NoteArgs['annotation']): NoteInput {
  const given = Object.entries(annotation).filter(([, value]) => value !== null);
  return Object.fromEntries(given) as unknown as NoteInput;
}

function changes(
  { dashboard: wanted }: { dashboard: string },
  { services: { annotations }, signal }: Context,
): AsyncIterable<string> {
  return conflate<string>(
    (push) =>
      annotations.onChange((dashboard) => {
        if (dashboard === wanted) push(dashboard, dashboard);
      }),
    signal,
  );
}
