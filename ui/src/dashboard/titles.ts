/** A title with `$name` and `${name}` replaced by what is chosen; unknown names stay as they are. */
export function fillTitle(
  title: string,
  chosen: Readonly<Record<string, readonly string[]>>,
): string {
  return title.replaceAll(
    /\$(?:([a-z][a-z0-9-]*)|\{([a-z][a-z0-9-]*)\})/g,
    (whole, bare: string | undefined, braced: string | undefined) => {
      const name = bare ?? braced ?? '';
      const values = Object.hasOwn(chosen, name) ? chosen[name] : undefined;
      if (values === undefined) return whole;
      return values.length === 0 ? 'all' : values.join(', ');
    },
  );
}
