import { HeliostatError } from '@heliostat/sdk';
import { readError, send, type Ask } from './graphql.ts';

const storesOperation = `query Stores {
  datasources { name type error }
  plugins { kind id supports } }`;
interface StoresAnswer {
  datasources: readonly { name: string; type: string; error: string | null }[];
  plugins: readonly { kind: string | null; id: string; supports: Record<string, unknown> | null }[];
}

/** The name of the table that `storeStream` fills. */
export function tableOf(stream: string): string {
  return stream.replaceAll('-', '_');
}

/**
 * Writes the pipeline file that keeps every event of a stream in a table, in the first datasource that can store
 * rows; resolves with the file's name. Throws when there is none, when such a file is there already, and with
 * what is wrong with the table.
 */
export async function storeStream(
  { ask, fetch }: { ask: Ask; fetch: typeof globalThis.fetch },
  stream: string,
): Promise<string> {
  const { datasources, plugins } = await ask<StoresAnswer>(storesOperation);
  const canStore = (type: string) =>
    plugins.some(
      ({ kind, id, supports }) =>
        kind === 'DATASOURCE' && id === type && supports?.['sink'] === true,
    );
  const store = datasources.find(({ type, error }) => error === null && canStore(type));
  if (store === undefined)
    throw new HeliostatError('NOT_FOUND', 'no datasource that works can store rows', {
      hint: 'Name one in datasources.json; the Plugins page says which can.',
    });
  const file = `${stream}.pipeline.json`;
  const document = {
    kind: 'pipeline',
    format: 1,
    title: stream,
    source: { stream },
    sinks: { table: { datasource: store.name, table: tableOf(stream) } },
  };
  const answer = await send(fetch, `/api/v1/files/${file}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(document),
  });
  if (!answer.ok) throw await readError(answer);
  return file;
}
