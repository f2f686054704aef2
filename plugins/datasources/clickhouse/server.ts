import { defineDatasource } from '@heliostat/sdk';
import { builder } from './builder/builder.ts';
import { connectTo } from './connection.ts';
import { startEngine } from './engine/serve.ts';
import { querySchema, settingsSchema } from './settings.ts';

export default defineDatasource({
  settings: settingsSchema,
  query: querySchema,
  supports: {
    ...{ filters: true, schema: true, values: true, explain: true, contrast: true, sink: true },
    live: 'tail',
  },
  builder,
  async serve(settings, host) {
    if (settings.url !== 'embedded') return { settings, close: async () => undefined };
    const engine = await startEngine(host);
    const { url, user, password } = engine;
    return { settings: { ...settings, url, user, password }, close: () => engine.close() };
  },
  connect: (settings, host) => connectTo(settings, host),
});
