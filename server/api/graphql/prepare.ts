import {
  GraphQLError,
  getOperationAST,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationTypeNode,
} from 'graphql';
import { checkLimits, limits } from './limits.ts';

const maxCached = 500;
const maxSourceLength = 100_000;
const maxErrors = 10;

export interface OperationRequest {
  query: string;
  operationName?: string | undefined;
}
export interface Prepared {
  document: DocumentNode;
  operation: OperationTypeNode;
}
export type Prepare = (request: OperationRequest) => Prepared;

/** Why an operation was not run: errors for the one who wrote it. */
export class RefusedOperation extends Error {
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super(errors[0]?.message ?? 'refused');
    this.errors = errors;
  }
}

/**
 * The one way from text to a document that may be executed, for HTTP and for WebSockets. Throws
 * RefusedOperation. Valid documents are remembered, the 500 used last.
 */
export function buildPrepare(schema: GraphQLSchema): Prepare {
  const documents = new Map<string, DocumentNode>();

  function documentOf(source: string): DocumentNode {
    const document = documents.get(source) ?? parseValid(schema, source);
    documents.delete(source);
    documents.set(source, document);
    const [oldest] = documents.keys();
    if (documents.size > maxCached && oldest !== undefined) documents.delete(oldest);
    return document;
  }

  return ({ query, operationName }) => {
    const document = documentOf(query);
    const operation = getOperationAST(document, operationName)?.operation;
    if (operation !== undefined) return { document, operation };
    throw refusal(`operationName: ${operationName ?? 'needed with several operations'}`);
  };
}

function parseValid(schema: GraphQLSchema, source: string): DocumentNode {
  if (source.length > maxSourceLength)
    throw refusal(`query: ${source.length} characters, at most ${maxSourceLength}`);
  const document = parseSource(source);
  const tooMuch = checkLimits(schema, document);
  if (tooMuch.length > 0) throw new RefusedOperation(tooMuch);
  const errors = validate(schema, document, specifiedRules, { maxErrors });
  if (errors.length > 0) throw new RefusedOperation(errors);
  return document;
}

function parseSource(source: string): DocumentNode {
  try {
    return parse(source, { maxTokens: limits.tokens });
  } catch (error) {
    if (error instanceof GraphQLError) throw new RefusedOperation([error]);
    // The parser is recursive: two thousand brackets are within its limit, but not within the stack.
    if (error instanceof RangeError) throw refusal('query: nested too deeply');
    throw error;
  }
}

function refusal(message: string): RefusedOperation {
  return new RefusedOperation([
    new GraphQLError(message, { extensions: { code: 'INVALID_REQUEST' } }),
  ]);
}
