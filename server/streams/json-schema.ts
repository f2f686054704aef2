import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';

/** Its compiled meta-schema is the dear part: one for all. */
const drafts = new Ajv2020({ strict: false, logger: false });

/** Why `schema` is no JSON Schema 2020-12: the first place and reason; undefined when it is one. */
export function findSchemaError(schema: object): ErrorObject | undefined {
  if (drafts.validateSchema(schema) === true) return undefined;
  return drafts.errors?.[0];
}
