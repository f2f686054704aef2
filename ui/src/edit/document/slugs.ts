const maxLength = 63;

/** A slug for a text that is not among those taken: `Errors (5xx)` is `errors-5xx`, then `errors-5xx-2`. */
export function freeSlug(text: string, taken: readonly string[], otherwise = 'panel'): string {
  const wanted = toSlug(text) || otherwise;
  if (!taken.includes(wanted)) return wanted;
  const stem = wanted.replace(/-\d+$/, '');
  for (let count = 2; ; count++) {
    const end = `-${count}`;
    const slug = stem.slice(0, maxLength - end.length) + end;
    if (!taken.includes(slug)) return slug;
  }
}

/** Letters, digits and dashes, beginning with a letter; empty when nothing of that is in the text. */
export function toSlug(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, maxLength)
    .replace(/-+$/, '');
}
