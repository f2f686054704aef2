import { readReadme } from '../../plugins/docs.ts';
import { listPlugins, type PluginEntry } from '../plugins.ts';
import { allow, type Resolvers } from './resolvers.ts';

export const pluginResolvers: Resolvers = {
  Query: {
    plugins: allow<{ kind?: string | null }>('plugin:read', (_, { kind }, { services }) =>
      listPlugins(services.plugins, kind?.toLowerCase()),
    ),
  },
  Plugin: {
    kind: ({ kind }: PluginEntry) => kind?.toUpperCase(),
    readme: ({ directory }: PluginEntry) => readReadme(directory),
  },
};
