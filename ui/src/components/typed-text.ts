/** The sign that a key writes while no dialog has the focus yet; undefined where it writes none, or is for a dialog. */
export function typedText(event: KeyboardEvent): string | undefined {
  const isText = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
  const isThere = event.target instanceof Element && event.target.closest('[role=dialog]') !== null;
  return isText && !isThere ? event.key : undefined;
}
