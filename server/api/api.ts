import { randomBytes } from 'node:crypto';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { callerOf as localCaller, type CallerOf } from '../auth/caller.ts';
import { guardRoutes } from '../auth/guard.ts';
import { checkOrigins } from '../auth/origin.ts';
import type { Services } from '../services.ts';
import { acceptJsonOnly, maxBodyBytes } from './body.ts';
import { answerBadClient, answerErrors, buildSendError, type SendError } from './errors.ts';
import { graphqlRoutes } from './graphql/graphql.ts';
import { addSecurityHeaders } from './headers.ts';
import { documentRoutes, openapiRoutes } from './openapi.ts';
import { annotationRoutes } from './rest/annotations.ts';
import { dashboardRoutes } from './rest/dashboards.ts';
import { datasourceRoutes } from './rest/datasources.ts';
import { fileRoutes } from './rest/files.ts';
import { ingestRoutes } from './rest/ingest.ts';
import { liveRoutes } from './rest/live.ts';
import { operationRoutes } from './rest/operations.ts';
import { pipelineRoutes } from './rest/pipelines.ts';
import { pluginRoutes } from './rest/plugins.ts';
import { contrastRoutes } from './rest/contrast.ts';
import { queryRoutes } from './rest/query.ts';
import { schemaRoutes } from './rest/schemas.ts';
import { snapshotRoutes } from './rest/snapshots.ts';
import { streamRoutes } from './rest/streams.ts';
import { variableRoutes } from './rest/variables.ts';
import { addWebSockets, drainOnClose } from './sockets.ts';
import { versionRoutes } from './rest/versions.ts';
import { uiRoutes } from './static-ui.ts';
import { timeResponses } from './timing.ts';
import { checkSchemas } from './validation.ts';

/** Everything that speaks HTTP, in the order a request meets it. Not listening yet. */
export async function buildApi(
  services: Services,
  callerOf: CallerOf = localCaller,
): Promise<FastifyInstance> {
  const sendError = buildSendError(services.effects.log);
  const app = buildServer(services, sendError);

  answerErrors(app, sendError);
  timeResponses(app, services);
  checkOrigins(app, services.config.host);
  await addSecurityHeaders(app);
  guardRoutes(app, callerOf);
  acceptJsonOnly(app);
  checkSchemas(app);
  await addWebSockets(app);
  drainOnClose(app);
  await documentRoutes(app);

  for (const routes of [
    graphqlRoutes,
    ingestRoutes,
    queryRoutes,
    contrastRoutes,
    variableRoutes,
    liveRoutes,
    dashboardRoutes,
    annotationRoutes,
    versionRoutes,
    fileRoutes,
    pluginRoutes,
    streamRoutes,
    pipelineRoutes,
    datasourceRoutes,
    snapshotRoutes,
    schemaRoutes,
    operationRoutes,
    openapiRoutes,
    uiRoutes,
  ])
    await app.register(async (scope) => routes(scope, services, callerOf));

  await app.ready();
  return app;
}

function buildServer({ effects }: Services, sendError: SendError): FastifyInstance {
  return Fastify({
    ...(isPino(effects.log) ? { loggerInstance: effects.log } : { logger: false }),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomBytes(8).toString('hex'),
    requestIdHeader: false,
    trustProxy: false,
    bodyLimit: maxBodyBytes,
    // Against clients that send a byte now and then: headers within 10 s, a whole request within 60 s.
    requestTimeout: 60_000,
    http: { headersTimeout: 10_000, maxHeaderSize: 16_384, connectionsCheckingInterval: 2_000 },
    keepAliveTimeout: 30_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: sendError,
    clientErrorHandler: answerBadClient,
  });
}

function isPino(log: object): log is FastifyBaseLogger {
  return 'child' in log && 'fatal' in log;
}
