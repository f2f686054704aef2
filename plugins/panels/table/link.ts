import { isSafeLink, exactAt, type Frame } from '@heliostat/sdk';

const maxLength = 4000;

/**
 * The target of a link template for one row: `{field}` is the value of that field, encoded for a URL.
 * Undefined for anything that is not http, https or a path on this server: a value from the data can
 * never make a link run code or leave the page in disguise.
 */
export function linkFor(template: string, frame: Frame, row: number): string | undefined {
  const target = template.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const field = frame.fields.find((candidate) => candidate.name === name);
    const value = field === undefined ? null : exactAt(field, row);
    if (value === null) return '';
    return encodeURIComponent(typeof value === 'object' ? JSON.stringify(value) : String(value));
  });
  return isSafe(target) ? target : undefined;
}

function isSafe(target: string): boolean {
  if (target.length > maxLength) return false;
  if (/^https?:/i.test(target) && !URL.canParse(target)) return false;
  return isSafeLink(target) || /^[?#]\P{Cc}*$/u.test(target);
}
