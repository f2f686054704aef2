import { Type, expression, multiline, select, type Static } from './options.ts';

const slugPattern = '^[a-z][a-z0-9-]{0,62}$';

/** One thing that a team wants of its dashboards. */
export const ruleSchema = Type.Object({
  about: Type.String({
    description: 'What is wanted, as a sentence; shown where it is not so.',
    minLength: 1,
    maxLength: 300,
  }),
  each: Type.Optional(
    select(['dashboard', 'panel', 'query', 'variable'] as const, {
      default: 'dashboard',
      description: 'What is looked at, one by one; the expressions know it by this name.',
    }),
  ),
  where: Type.Optional(expression({ description: 'Only those for which this is true.' })),
  require: expression({ description: 'True where all is well.' }),
  severity: Type.Optional(select(['error', 'warning'] as const, { default: 'error' })),
});
export type PolicyRule = Static<typeof ruleSchema>;

/**
 * `*.policy.json`: rules for the dashboards of its folder and all folders below, in CEL. Known to an
 * expression are `path` (of the dashboard), `dashboard`, `name` (slug) and what `each` names.
 */
export const policySchema = Type.Object({
  $schema: Type.Optional(Type.String()),
  kind: Type.Literal('policy'),
  format: Type.Literal(1),
  title: Type.String({ minLength: 1, maxLength: 200 }),
  description: Type.Optional(multiline()),
  rules: Type.Record(Type.String({ pattern: slugPattern }), ruleSchema, {
    description: 'By slug.',
  }),
});
export type PolicyDocument = Static<typeof policySchema>;
