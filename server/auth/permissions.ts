/** Everything a route, a GraphQL field or a message may require. */
export const permissions = [
  'public',
  'ui:read',
  'dashboard:read',
  'dashboard:write',
  'annotation:write',
  'query:run',
  'query:raw',
  'snapshot:read',
  'snapshot:write',
  'ingest:write',
  'stream:read',
  'stream:write',
  'pipeline:read',
  'pipeline:write',
  'datasource:read',
  'datasource:write',
  'plugin:read',
  'metrics:read',
] as const;
export type Permission = (typeof permissions)[number];

/** Who asks. Until someone has signed up, whoever reaches the loopback address is the owner. */
export interface Caller {
  name: string;
  permissions: ReadonlySet<Permission>;
}
