import type { FastifyReply, FastifyRequest } from 'fastify';
import { policyWith } from '../headers.ts';

/** Everything the page needs is written into it; its editor starts workers from blobs. */
const policy = policyWith({
  'script-src': ["'unsafe-inline'", "'unsafe-eval'", 'blob:'],
  'worker-src': ['blob:'],
});

const welcome = `# Heliostat. Every field names its permission; descriptions are in the Docs pane.
{ server { version permissions } dashboards { path title } }
`;

/** A person with a browser, as opposed to a program. */
export function wantsPage({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') ?? false;
}

/** In development only. The nine megabytes of GraphiQL are read when somebody asks for them. */
export async function sendGraphiql(reply: FastifyReply): Promise<FastifyReply> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const page = renderGraphiQL({
    title: 'Heliostat GraphiQL',
    endpoint: '/graphql',
    defaultQuery: welcome,
    subscriptionsProtocol: 'WS',
  });
  return reply
    .header('content-security-policy', policy)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .serializer(String)
    .send(page);
}
