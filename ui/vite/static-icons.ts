import type { Plugin } from 'vite';

/** What Lucide's components say of themselves: `[tag, attributes]` of every part of a picture of 24 × 24. */
type IconPart = readonly [tag: string, attributes: Readonly<Record<string, string>>];

/** The properties that our pages give to icons; others are not taken. */
export const iconProps = ['size', 'strokeWidth', 'fill', 'aria-label'] as const;

const iconFile = /@lucide\/svelte\/dist\/icons\/[^/]+\.svelte$/;

/**
 * Writes Lucide's icons out as pictures. As they come, each is put together from data attribute by attribute,
 * which takes a page with a hundred of them 40 ms; written out, one is a copy of a node.
 */
export function staticIcons(): Plugin {
  return {
    name: 'static-icons',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { id: iconFile },
      handler: (code) => ({ code: toPicture(code), map: null }),
    },
  };
}

/** A Svelte component with the markup that Lucide's own would make. */
export function toPicture(code: string): string {
  const [, json] = /const iconData = (\{.*\});\n/.exec(code) ?? [];
  if (json === undefined)
    throw new Error('@lucide/svelte: an icon without data: adapt static-icons.ts');
  const { name, node } = JSON.parse(json) as { name: string; node: readonly IconPart[] };
  const parts = node.map(([tag, attributes]) => `<${tag}${toAttributes(attributes)} />`).join('');
  return `<script>
let { size = 24, strokeWidth = 2, fill = 'none', 'aria-label': label } = $props();
</script>
<svg xmlns="http://www.w3.org/2000/svg" width={size} height={size} viewBox="0 0 24 24" {fill}
  stroke="currentColor" stroke-width={strokeWidth} stroke-linecap="round" stroke-linejoin="round"
  class="lucide-icon lucide lucide-${name}" aria-hidden={label === undefined ? 'true' : undefined}
  aria-label={label}>${parts}</svg>
`;
}

function toAttributes(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}=${JSON.stringify(value)}`)
    .join('');
}
