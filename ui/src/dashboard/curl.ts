import type { AdHocQuery, QueryReference } from '../data/query.ts';

/** A command that asks the same of the server at `origin`, as CSV; the token comes from the shell. */
export function toCurl(origin: string, asked: QueryReference | AdHocQuery): string {
  return [
    `curl -sS ${quote(`${origin}/api/v1/query`)}`,
    `-H "Authorization: Bearer $HELIOSTAT_TOKEN"`,
    `-H 'Content-Type: application/json'`,
    `-H 'Accept: text/csv'`,
    `--data-raw ${quote(JSON.stringify(asked))}`,
  ].join(' \\\n  ');
}

/** As one word of a shell, whatever is in it. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
