/** A node of `EXPLAIN AST`. */
export interface Node {
  /** `SelectQuery`, `Function`, `Identifier`, … */
  kind: string;
  /** What follows the kind: a name, a literal, an alias. */
  text: string;
  children: Node[];
}

/** The tree that `EXPLAIN AST` prints, one node a line, one space of indent a level. */
export function parseAst(lines: readonly string[]): Node {
  const root: Node = { kind: '', text: '', children: [] };
  const path: Node[] = [root];
  for (const line of lines) {
    const depth = line.length - line.trimStart().length;
    const node = parseNode(line.trimStart());
    const parent = path[depth];
    if (parent === undefined) throw new Error(`EXPLAIN AST: a line out of place: ${line}`);
    parent.children.push(node);
    path[depth + 1] = node;
    path.length = depth + 2;
  }
  return root;
}

/** Every node below and including this one, parents first. */
export function* descendants(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children) yield* descendants(child);
}

/** The function's, table's or column's name, without its alias. */
export function nameOfNode({ text }: Node): string {
  return text.replace(/ \(alias [\s\S]*\)$/, '');
}

function parseNode(line: string): Node {
  const text = line.replace(/ \(children \d+\)$/, '');
  const space = text.indexOf(' ');
  if (space === -1) return { kind: text, text: '', children: [] };
  return { kind: text.slice(0, space), text: text.slice(space + 1), children: [] };
}
