import { withDefaults } from '@heliostat/sdk';
import { buildTestHost } from '@heliostat/sdk/testing/datasource';
import { Client } from './client.ts';
import clickhouse from './server.ts';

/** An embedded engine of a test's own, with what these commands have made in it. */
export async function openTestEngine(commands: readonly string[]) {
  const host = await buildTestHost();
  const settings = withDefaults<typeof clickhouse.settings>(clickhouse.settings, {});
  const served = await clickhouse.serve?.(settings, host);
  if (served === undefined) throw new Error('there is no embedded engine');
  const connection = clickhouse.connect(served.settings, host);
  const client = new Client(served.settings);
  const { signal } = new AbortController();
  for (const sql of commands) await client.command({ sql, signal });
  return {
    connection,
    client,
    close: async () => {
      await Promise.all([connection.close(), client.close()]);
      await served.close();
      await host.remove();
    },
  };
}
