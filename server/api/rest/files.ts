import { HeliostatError, Type, select, type Static } from '@heliostat/sdk';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { authorize, isAllowed } from '../../auth/caller.ts';
import type { Services } from '../../services.ts';
import { documentOf, fileOf, isDocumentPath, kindNames } from '../../workspace/kinds.ts';
import type { Workspace, WorkspaceFile, WorkspaceKind } from '../../workspace/workspace.ts';
import { acceptText } from '../body.ts';
import { filePermission } from '../file-permission.ts';
import { issuesOf } from '../issues.ts';

const issueSchema = Type.Object({
  severity: select(['error', 'warning']),
  file: Type.String({ description: 'Relative to the workspace.' }),
  line: Type.Integer(),
  column: Type.Integer(),
  path: Type.String({ description: 'Keys from the root, `panels.errors.type`.' }),
  message: Type.String(),
});

const fileSchema = Type.Object({
  kind: select(['dashboard', 'pipeline', 'stream', 'policy', 'datasources']),
  path: Type.String({ description: 'Identity: the file without its ending.' }),
  file: Type.String({ description: 'For `/api/v1/files/`.' }),
  etag: Type.String(),
  modifiedAt: Type.Number({ description: 'Epoch milliseconds.' }),
  issues: Type.Array(issueSchema),
});

const pathSchema = Type.Object({
  '*': Type.String({ description: 'Path of the file, `social/live.dashboard.json`.' }),
});
const textBody = Type.String({ description: 'The file: one JSON document.' });
const nothing = Type.Null({ description: 'Nothing more to say.' });

interface FileRoute {
  Params: Static<typeof pathSchema>;
  Body: string;
}
interface Place {
  kind: WorkspaceKind;
  path: string;
}

/** The files of the workspace as text, whatever their kind, with etags against lost updates. */
export function fileRoutes(app: FastifyInstance, services: Services): void {
  const { workspace } = services;
  acceptText(app);
  const read = { permission: 'dashboard:read' } as const;
  const write = { permission: 'dashboard:write' } as const;
  const url = '/api/v1/files/*';

  app.get('/api/v1/files', { config: read, schema: describe('All files', allFiles) }, (request) =>
    kindNames
      .filter((kind) => isAllowed(request.caller, filePermission(kind, 'read')))
      .flatMap((kind) => workspace.list(kind).map(toEntry)),
  );
  app.get(
    '/api/v1/issues',
    { config: read, schema: describe('What is wrong', allIssues) },
    ({ caller }) => issuesOf(services, caller),
  );
  app.get<FileRoute>(
    url,
    { config: read, schema: describe('Text of a file', { 200: textBody, 304: nothing }, true) },
    (request, reply) => sendFile(fileAt(workspace, placeOf(request, 'read')), request, reply),
  );
  app.put<FileRoute>(
    url,
    { config: write, schema: { ...describe('Write a file', written, true), body: textBody } },
    (request, reply) => saveFile(workspace, request, reply),
  );
  app.delete<FileRoute>(
    url,
    { config: write, schema: describe('Delete a file', { 204: nothing }, true) },
    (request, reply) => removeFile(workspace, request, reply),
  );
}

const allFiles = { 200: Type.Array(fileSchema, { description: 'By kind and path.' }) };
const allIssues = {
  200: Type.Array(issueSchema, { description: 'Of all files that you may read.' }),
};
const written = { 200: fileSchema, 201: fileSchema };

function describe(summary: string, response: object, named = false) {
  const ifMatch = 'An existing file needs `If-Match` with the etag that was read: 428 without, 412';
  return {
    tags: ['files'],
    summary,
    ...(named && { params: pathSchema, description: `${ifMatch} when it has changed since.` }),
    response,
  };
}

/**
 * Throws NOT_FOUND for a name that no file of ours can have: nothing else of the disk is reachable;
 * and FORBIDDEN where the caller may not read or write that kind.
 */
function placeOf(request: FastifyRequest<FileRoute>, action: 'read' | 'write'): Place {
  const file = request.params['*'];
  const place = documentOf(file);
  if (place !== undefined && isDocumentPath(place.kind, place.path)) {
    authorize(request.caller, filePermission(place.kind, action));
    return place;
  }
  throw new HeliostatError('NOT_FOUND', `not a file of a workspace: ${file.slice(0, 200)}`, {
    hint: 'Names are like social/live.dashboard.json: lower-case words, digits and dashes, nothing that Windows reserves.',
  });
}

function fileAt(workspace: Workspace, { kind, path }: Place): WorkspaceFile {
  const found = workspace.get(kind, path);
  if (found !== undefined) return found;
  throw new HeliostatError('NOT_FOUND', `no such file: ${fileOf(kind, path)}`);
}

function sendFile(file: WorkspaceFile, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  void reply
    .header('etag', file.etag)
    .header('last-modified', new Date(file.modifiedAtMs).toUTCString())
    .header('cache-control', 'no-cache');
  if (etagsOf(request.headers['if-none-match']).some((etag) => etag === '*' || etag === file.etag))
    return reply.code(304).send();
  return reply.type('application/json; charset=utf-8').serializer(String).send(file.text);
}

async function saveFile(
  workspace: Workspace,
  request: FastifyRequest<FileRoute>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const place = placeOf(request, 'write');
  const existing = workspace.get(place.kind, place.path);
  if (existing !== undefined && request.headers['if-none-match'] !== undefined)
    throw new HeliostatError('PRECONDITION_FAILED', `file exists: ${existing.file}`);
  const ifMatch = ifMatchOf(request, existing);
  const saved = await workspace.save({
    ...place,
    text: request.body,
    ...(ifMatch !== undefined && { ifMatch }),
  });
  return reply
    .code(existing === undefined ? 201 : 200)
    .header('etag', saved.etag)
    .send(toEntry(saved));
}

async function removeFile(
  workspace: Workspace,
  request: FastifyRequest<FileRoute>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const place = placeOf(request, 'write');
  const ifMatch = ifMatchOf(request, fileAt(workspace, place));
  if (ifMatch === undefined)
    throw new HeliostatError('PRECONDITION_REQUIRED', 'header if-match: required, but missing', {
      hint: 'Send the etag of the file as you last read it.',
    });
  await workspace.remove({ ...place, ifMatch });
  return reply.code(204).send();
}

/** The etag that is expected; with several or `*`, the file's own if it is among them. */
function ifMatchOf(request: FastifyRequest, existing?: WorkspaceFile): string | undefined {
  const expected = etagsOf(request.headers['if-match']);
  if (existing !== undefined && expected.some((etag) => etag === '*' || etag === existing.etag))
    return existing.etag;
  return expected[0];
}

function etagsOf(header: string | undefined): string[] {
  return (header ?? '')
    .split(',')
    .map((etag) => etag.trim())
    .filter((etag) => etag !== '');
}

function toEntry(file: WorkspaceFile): Static<typeof fileSchema> {
  return {
    kind: file.kind,
    path: file.path,
    file: file.file,
    etag: file.etag,
    modifiedAt: file.modifiedAtMs,
    issues: [...file.issues],
  };
}
