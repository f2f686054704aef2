import { toErrorReport, toHeliostatError, type Logger } from '@heliostat/sdk';
import type { Datasources } from '../../query/datasources.ts';
import { startDeadline } from '../../query/deadline.ts';
import { readCheckpointHead } from './checkpoint.ts';
import type { PlannedSink } from './plan.ts';

export interface TablesHost {
  datasources: Pick<Datasources, 'get'>;
  checkpointDirectory: string;
  log: Logger;
}

const withinMs = 10_000;

/**
 * Makes the tables of a pipeline that has never run, before its worker is up: a dashboard opened in the
 * first second then finds them empty instead of missing. What fails here the worker meets and reports.
 */
export async function createTables(
  path: string,
  sinks: readonly PlannedSink[],
  { datasources, checkpointDirectory, log }: TablesHost,
): Promise<void> {
  if ((await readCheckpointHead(checkpointDirectory, path)) !== undefined) return;
  const deadline = startDeadline(withinMs);
  const create = async ({ id, datasource, table, mode, schema, ttl }: PlannedSink) => {
    const target = { pipeline: `${path}#${id}`, table, mode, schema };
    const { connection } = datasources.get(datasource);
    const sink = connection.sink?.({ ...target, ...(ttl !== undefined && { ttl }) });
    await sink?.open(deadline.signal);
    await sink?.close();
  };
  for (const outcome of await Promise.allSettled(sinks.map(create)))
    if (outcome.status === 'rejected') {
      const error = toErrorReport(toHeliostatError(outcome.reason));
      log.warn({ pipeline: path, error }, 'a table of a sink is not there yet');
    }
  deadline.release();
}
