/**
 * Offset of the first bracket of a JSON text that is nested deeper than `maxDepth`; undefined when
 * there is none. Counts without recursion, and does not mind a text that is no JSON.
 */
export function tooDeepAt(text: string, maxDepth: number): number | undefined {
  let depth = 0;
  let inText = false;
  for (let offset = 0; offset < text.length; offset++) {
    const character = text[offset];
    if (character === '\\' && inText) offset++;
    else if (character === '"') inText = !inText;
    else if (!inText) depth += depthChange(character);
    if (depth > maxDepth) return offset;
  }
  return undefined;
}

function depthChange(character: string | undefined): number {
  if (character === '[' || character === '{') return 1;
  return character === ']' || character === '}' ? -1 : 0;
}
