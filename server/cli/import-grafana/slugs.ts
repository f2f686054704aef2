/** A function that makes a slug of any text, each time another one: `error-rate`, `error-rate-2`. */
export function buildSlugs(
  fallback: string,
  others: readonly string[] = [],
): (text: string) => string {
  const taken = new Set(others);
  const counts = new Map<string, number>();
  return (text) => {
    const base = toSlug(text, fallback);
    let slug = base;
    for (let i = counts.get(base) ?? 2; taken.has(slug); i++) {
      slug = `${base.slice(0, 58)}-${i}`;
      counts.set(base, i + 1);
    }
    taken.add(slug);
    return slug;
  };
}

function toSlug(text: string, fallback: string): string {
  const words = text
    .normalize('NFKD')
    .replace(/\$\{?(\w+)\}?/g, '$1')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+|-+$/g, '')
    .slice(0, 50)
    .replace(/-+$/, '');
  return words === '' ? fallback : words;
}
