/** What one sign before the search narrows the palette to. */
export const scopes = [
  { sign: '>', title: 'Commands' },
  { sign: '@', title: 'Panels' },
  { sign: '#', title: 'Tags' },
] as const;

export type Sign = (typeof scopes)[number]['sign'];

/** `@by type` is `by type` among the panels; without a sign everything is searched. */
export function parseScope(search: string): { sign: Sign | undefined; text: string } {
  const sign = scopes.find((scope) => search.startsWith(scope.sign))?.sign;
  return { sign, text: (sign === undefined ? search : search.slice(1)).trim() };
}
