import { tick } from 'svelte';

/** The focus to where one goes on with what was just added: its first input, its text chosen; else what opens it. */
export async function focusAdded(find: () => Element | null | undefined): Promise<void> {
  await tick();
  const added = find();
  const first =
    added?.querySelector<HTMLElement>(':is(input, select, textarea):not([tabindex="-1"])') ??
    added?.querySelector('button');
  first?.focus();
  if (first instanceof HTMLInputElement) first.select();
}
