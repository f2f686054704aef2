import { afterEach, expect, test } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { buildApi } from './api.ts';
import { memoryServices } from './testing.ts';

const open: FastifyInstance[] = [];
async function build(...args: Parameters<typeof buildApi>): Promise<FastifyInstance> {
  const app = await buildApi(...args);
  open.push(app);
  return app;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});

const get = async (app: FastifyInstance, url: string) =>
  app.inject({ url, headers: { host: 'localhost' } });

test('every listing answers', async () => {
  const app = await build(memoryServices());
  const listings = 'dashboards files issues plugins pipelines streams datasources'.split(' ');
  for (const listing of listings) {
    const answer = await get(app, `/api/v1/${listing}`);
    expect(answer.statusCode, listing).toBe(200);
    expect(answer.json(), listing).toBeInstanceOf(Array);
  }
});
