import { allow, type Resolvers } from './resolvers.ts';

export const snapshotResolvers: Resolvers = {
  Query: {
    // Whoever sees the list knows every id: that is for those who may also revoke them.
    snapshots: allow('snapshot:write', (_, _args, { services }) => services.snapshots.list()),
  },
};
