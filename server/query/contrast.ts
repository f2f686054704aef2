import { HeliostatError, type Contrast, type Interval } from '@heliostat/sdk';
import type { OpenDatasource } from './datasources.ts';
import { startDeadline } from './deadline.ts';
import { wrapPluginCall } from './plugin-call.ts';
import type { PreparedQuery, QueryPlan } from './service.ts';
import { toRequest } from './stream.ts';

export interface ContrastRequest {
  prepared: PreparedQuery;
  plan: QueryPlan;
  /** Epoch milliseconds. */
  part: Interval;
}

/** Throws INVALID_REQUEST where the part is none of the range, or the datasource cannot tell. */
export async function readContrast(
  datasource: OpenDatasource,
  { prepared, plan, part }: ContrastRequest,
  signal: AbortSignal,
): Promise<Contrast> {
  const { connection, definition, type } = datasource;
  const tell = connection.contrast?.bind(connection);
  if (definition.supports.contrast !== true || tell === undefined)
    throw new HeliostatError(
      'INVALID_REQUEST',
      `${prepared.datasource}: a datasource of type ${type} does not tell what is different`,
      { hint: 'Group the query by a field to see what it is made of.' },
    );
  const { from, to } = plan.range;
  if (part.to <= part.from || part.to <= from || part.from >= to)
    throw new HeliostatError('INVALID_REQUEST', 'part: no part of the range', {
      hint: `The range that runs is ${from} to ${to}, epoch milliseconds.`,
    });
  const call = { plugin: `datasource/${type}`, operation: 'contrast' };
  const deadline = startDeadline(prepared.limits.timeoutMs, signal);
  const ask = async () => tell(toRequest(prepared, plan), part, deadline.signal);
  return wrapPluginCall(call, ask, deadline.signal).finally(() => deadline.release());
}
