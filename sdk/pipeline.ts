import { Type, duration, select, type Static } from './options.ts';

const slugPattern = '^[a-z][a-z0-9-]{0,62}$';

/** What `from` says to read the stream itself; no step may have this name. */
export const sourceName = 'source';
const stepPattern = '^(?!source$)[a-z][a-z0-9-]{0,62}$';

/** A step: `use` names a processor plugin; the plugin's own options stand beside these keys. */
export const stepSchema = Type.Object(
  {
    use: Type.String({ description: 'Id of a processor plugin.', minLength: 1 }),
    from: Type.Optional(
      Type.String({
        description: 'Step before, or source for the stream itself; default: the one above.',
      }),
    ),
  },
  { additionalProperties: true },
);
export type StepDocument = Static<typeof stepSchema> & Record<string, unknown>;

export const sinkSchema = Type.Object({
  from: Type.Optional(
    Type.String({ description: 'Step whose rows are stored, or source; default: the last one.' }),
  ),
  datasource: Type.String({
    description: 'Logical name, bound in datasources.json.',
    minLength: 1,
  }),
  table: Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]{0,100}$', expected: 'a table name' }),
  mode: Type.Optional(select(['append', 'upsert'] as const, { default: 'append' })),
  ttl: Type.Optional(duration({ description: 'How long rows are kept; default: for ever.' })),
});
export type SinkDocument = Static<typeof sinkSchema>;

/** `*.pipeline.json`: a stream, steps, and where the results go. */
export const pipelineSchema = Type.Object({
  $schema: Type.Optional(Type.String()),
  kind: Type.Literal('pipeline'),
  format: Type.Literal(1),
  title: Type.String({ minLength: 1, maxLength: 200 }),
  description: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
  engine: Type.Optional(select(['embedded'] as const, { default: 'embedded' })),
  source: Type.Object({ stream: Type.String({ minLength: 1 }) }),
  time: Type.Optional(
    Type.Object({
      field: Type.Optional(Type.String({ description: "Default: the stream's own time field." })),
      lateness: Type.Optional(duration({ default: '30s' })),
    }),
  ),
  steps: Type.Optional(
    Type.Record(Type.String({ pattern: stepPattern }), stepSchema, {
      description: 'In order, by slug.',
    }),
  ),
  sinks: Type.Record(Type.String({ pattern: slugPattern }), sinkSchema),
});
export type PipelineDocument = Static<typeof pipelineSchema>;

/** `*.stream.json`: what events of a stream look like. The stream's name is the file's base name. */
export const streamSchema = Type.Object({
  $schema: Type.Optional(Type.String()),
  kind: Type.Literal('stream'),
  format: Type.Literal(1),
  title: Type.String({ minLength: 1, maxLength: 200 }),
  description: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
  time: Type.Optional(
    Type.String({
      description: 'Field with the event time (epoch ms or ISO 8601).',
      default: 'ts',
    }),
  ),
  schema: Type.Object(
    {},
    { additionalProperties: true, description: 'JSON Schema 2020-12 of one event.' },
  ),
  retention: Type.Optional(
    Type.Object({
      age: Type.Optional(duration({ default: '24h' })),
      bytes: Type.Optional(Type.Integer({ minimum: 1_048_576, default: 2_147_483_648 })),
    }),
  ),
  limits: Type.Optional(
    Type.Object({
      maxBodyBytes: Type.Optional(Type.Integer({ minimum: 1024, default: 16_777_216 })),
      maxLineBytes: Type.Optional(Type.Integer({ minimum: 64, default: 262_144 })),
      bytesPerSecond: Type.Optional(Type.Integer({ minimum: 1024, default: 104_857_600 })),
    }),
  ),
});
export type StreamDocument = Static<typeof streamSchema>;

/** `datasources.json`: logical names bound to plugins and their settings. */
export const datasourcesSchema = Type.Object({
  $schema: Type.Optional(Type.String()),
  kind: Type.Literal('datasources'),
  format: Type.Literal(1),
  datasources: Type.Record(
    Type.String({ pattern: slugPattern }),
    Type.Object({
      type: Type.String({ description: 'Id of a datasource plugin.', minLength: 1 }),
      title: Type.Optional(Type.String({ maxLength: 200 })),
      settings: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    }),
  ),
});
export type DatasourcesDocument = Static<typeof datasourcesSchema>;
