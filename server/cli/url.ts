import { HeliostatError } from '@heliostat/sdk';

/** The address of a server as given with `--url`. Throws INVALID_OPTIONS. */
export function parseServerUrl(text: string): string {
  const isHttp = URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
  if (isHttp) return text;
  throw new HeliostatError('INVALID_OPTIONS', `url: not an http address: ${text}`, {
    hint: 'Give the URL that heliostat start prints, like http://127.0.0.1:3300.',
  });
}
