import { Ajv, type Plugin } from 'ajv';
import addFormatsModule, { type FormatsPluginOptions } from 'ajv-formats';
import type { FastifyInstance } from 'fastify';

const addFormats = addFormatsModule as unknown as Plugin<FormatsPluginOptions>;

/**
 * Route schemas check without changing what they check: nothing is dropped, and only the parts of a
 * URL, which are text by nature, are converted. Schemas of answers are documentation.
 */
export function checkSchemas(app: FastifyInstance): void {
  const body = buildAjv(false);
  const url = buildAjv(true);
  app.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === 'body' ? body : url).compile(schema as object),
  );
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
}

/**
 * Not strict: TypeBox schemas carry keywords of ours, such as `input`. They are our own and known to be
 * schemas, so the time to check them against the meta-schema is saved at every start.
 */
function buildAjv(coerceTypes: boolean): Ajv {
  const ours = { strict: false, meta: false, validateSchema: false };
  const ajv = new Ajv({ coerceTypes, useDefaults: true, allErrors: false, ...ours });
  addFormats(ajv);
  return ajv;
}
