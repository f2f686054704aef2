/**
 * Moves what it is attached to into `target` for as long as it lives. Attach it to the only child of
 * an element that stays in place, so that Svelte still finds its own nodes.
 */
export function portal(target: HTMLElement) {
  return (node: HTMLElement) => {
    target.append(node);
    return () => {
      node.remove();
    };
  };
}
