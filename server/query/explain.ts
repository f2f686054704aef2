import { HeliostatError } from '@heliostat/sdk';
import type { Datasources, OpenDatasource } from './datasources.ts';
import { startDeadline } from './deadline.ts';
import { wrapPluginCall } from './plugin-call.ts';
import type { PreparedQuery, QueryPlan } from './service.ts';
import { toRequest } from './stream.ts';

/** More of a plan nobody reads. */
const maxLength = 100_000;

function canExplain({ definition, connection }: OpenDatasource): boolean {
  return definition.supports.explain === true && connection.explain !== undefined;
}

/** How a datasource would run a query. Throws INVALID_REQUEST when it cannot say. */
export async function explainQuery(
  datasource: OpenDatasource,
  { prepared, plan }: { prepared: PreparedQuery; plan: QueryPlan },
  signal: AbortSignal,
): Promise<string> {
  const { connection, type } = datasource;
  if (!canExplain(datasource))
    throw new HeliostatError(
      'INVALID_REQUEST',
      `${prepared.datasource}: a datasource of type ${type} does not explain queries`,
      { hint: 'The inspector shows what ran, and how long it took.' },
    );
  const call = { plugin: `datasource/${type}`, operation: 'explain' };
  const deadline = startDeadline(prepared.limits.timeoutMs, signal);
  const explain = async () => connection.explain?.(toRequest(prepared, plan), deadline.signal);
  try {
    const text = (await wrapPluginCall(call, explain, deadline.signal)) ?? '';
    return text.length > maxLength ? `${text.slice(0, maxLength)}\n…` : text;
  } finally {
    deadline.release();
  }
}

/** Whether all that a query asks can be explained. */
export function explains(prepared: PreparedQuery, datasources: Datasources): boolean {
  if (prepared.sources.length > 0)
    return prepared.sources.every((source) => explains(source, datasources));
  return canExplain(datasources.get(prepared.datasource));
}
