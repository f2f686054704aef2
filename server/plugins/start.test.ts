import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startServer } from '../testing/start-server.ts';

test('a started server has the plugins of the repository, and TypeScript ones from elsewhere', async () => {
  const server = await startServer({
    workspace: join(import.meta.dirname, '../testing/fixtures/workspace'),
    flags: ['--plugins', join(import.meta.dirname, 'fixtures/good')],
  });
  try {
    const response = await fetch(`${server.url}/api/v1/plugins`);
    const listed = (await response.json()) as { kind: string; id: string }[];
    const ids = listed.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['archive', 'dots', 'keep', 'memory']));
    expect(ids.length).toBeGreaterThan(4);
  } finally {
    await server.stop();
  }
});
