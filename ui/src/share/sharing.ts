/** What decides which ways of sharing there are. */
export const sharingOperation = 'query Sharing { server { permissions embedOrigins } }';
export interface SharingAnswer {
  server: { permissions: readonly string[]; embedOrigins: readonly string[] };
}
