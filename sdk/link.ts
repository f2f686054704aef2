/**
 * Whether a link runs no code and leads where it seems to: http, https, or a path of this server.
 * Browsers drop tabs and line breaks and read `\` as `/`, so `/\t/evil.example` would be another site.
 */
export function isSafeLink(href: string): boolean {
  return /^(https?:\/\/[^/\\]|\/(?![/\\]))/i.test(href) && !/\p{Cc}/u.test(href);
}
