import { Type, multiline, secret, type Static } from '@heliostat/sdk';

export const settingsSchema = Type.Object({
  url: Type.String({
    default: 'embedded',
    pattern: '^(embedded|https?://.+)$',
    expected: 'embedded, or an http or https URL',
    description: '`embedded` runs the engine that comes with Heliostat, or a URL of a ClickHouse.',
  }),
  user: Type.String({ default: 'default', description: 'User of a remote ClickHouse.' }),
  password: secret({ default: '', description: 'Password of that user.' }),
  database: Type.String({
    default: 'default',
    minLength: 1,
    description: 'Where unqualified table names are looked up, and where sinks create tables.',
  }),
  maxMemoryBytes: Type.Integer({
    default: 1_500_000_000,
    minimum: 10_000_000,
    description: 'What one query may use in the engine.',
  }),
  systemTables: Type.Boolean({
    default: false,
    description:
      'Whether queries may read `system`: for dashboards of ClickHouse itself. Who may query it sees what all users run.',
  }),
  maxThreads: Type.Integer({
    default: 0,
    minimum: 0,
    maximum: 1024,
    description: 'Threads of one query; 0 lets ClickHouse choose.',
  }),
});

export const querySchema = Type.Object({
  sql: multiline({
    description: 'One SELECT, with the macros below.',
    examples: ['SELECT number AS n, number * number AS square FROM numbers(10)'],
  }),
});

export type Settings = Static<typeof settingsSchema>;
export type Query = Static<typeof querySchema>;
