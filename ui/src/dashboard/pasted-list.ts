/** Several values that are pasted go to `onlist`, where there is one, and not into the search. */
export function pasteList(
  event: ClipboardEvent,
  onlist: ((values: readonly string[]) => void) | undefined,
): void {
  const values = pastedList(event.clipboardData?.getData('text') ?? '');
  if (onlist === undefined || values.length < 2) return;
  event.preventDefault();
  onlist(values);
}

/** The values of a pasted text, each once: separated by lines, tabs, commas or semicolons, quoted or not. */
export function pastedList(text: string): readonly string[] {
  const separator = /[\n\r\t]/.test(text.trim()) ? /[\n\r\t]+/ : /[,;]+/;
  const values = text.split(separator).map((part) => unquoted(part.trim().replace(/[,;]$/, '')));
  return [...new Set(values.filter((value) => value !== ''))];
}

/** As a column of a query's result or a list in a program has it. */
function unquoted(text: string): string {
  return /^(["'`])(.*)\1$/s.exec(text)?.[2] ?? text;
}

const maxNamed = 12;

/** What became of the list, in words. */
export function matchNote(found: number, missing: readonly string[]): string {
  if (missing.length === 0) return `${found} chosen from the list.`;
  const rest = missing.length > maxNamed ? ` and ${missing.length - maxNamed} more` : '';
  return `${found} chosen from the list. Not offered: ${missing.slice(0, maxNamed).join(', ')}${rest}.`;
}
