import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const exportsOf = JSON.parse(await readFile(join(import.meta.dirname, 'package.json'), 'utf8')) as {
  exports: Record<string, string>;
};
/** Entries in TypeScript; `./ui` is Svelte, and its components are their own documentation. */
const entries = Object.entries(exportsOf.exports).filter(
  ([name, file]) => file.endsWith('.ts') && name !== './ui',
);

const printer = ts.createPrinter({ removeComments: true });
const format: ts.TypeFormatFlags =
  ts.TypeFormatFlags.NoTruncation |
  ts.TypeFormatFlags.MultilineObjectLiterals |
  ts.TypeFormatFlags.UseSingleQuotesForStringLiteralType;

test('the public surface is as api.txt says; update it with `npx vitest run sdk/api -u`', async () => {
  const program = ts.createProgram(
    entries.map(([, file]) => join(import.meta.dirname, file)),
    {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      allowImportingTsExtensions: true,
      noEmit: true,
      strict: true,
      skipLibCheck: true,
      types: ['node'],
    },
  );
  const sections = entries.map(
    ([name, file]) => `# @heliostat/sdk${name.slice(1)}\n\n${surface(program, file)}`,
  );
  await expect(`${sections.join('\n\n')}\n`).toMatchFileSnapshot(
    join(import.meta.dirname, 'api.txt'),
  );
});

function surface(program: ts.Program, file: string): string {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(join(import.meta.dirname, file));
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${file}: no module`);
  return checker
    .getExportsOfModule(module)
    .map((symbol) => describe(checker, symbol))
    .sort()
    .join('\n');
}

function describe(checker: ts.TypeChecker, exported: ts.Symbol): string {
  const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
  const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
  const [declaration] = symbol.declarations ?? [];
  if (declaration === undefined) throw new Error(`${exported.name}: no declaration`);
  // What a library declares is known by its name; only ours is written out.
  if (declaration.getSourceFile().fileName.includes('node_modules'))
    return `library ${exported.name}`;
  if (ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration)) {
    return printer.printNode(ts.EmitHint.Unspecified, declaration, declaration.getSourceFile());
  }
  const type = checker.getTypeOfSymbolAtLocation(symbol, declaration);
  if (ts.isClassDeclaration(declaration)) return describeClass(checker, symbol);
  const kind = ts.isFunctionDeclaration(declaration) ? 'function' : 'const';
  return `export ${kind} ${exported.name}: ${toText(checker, type, declaration)};`;
}

function describeClass(checker: ts.TypeChecker, symbol: ts.Symbol): string {
  const members = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol));
  const lines = members.map((member) => {
    const [declaration] = member.declarations ?? [];
    if (declaration === undefined) throw new Error(`${member.name}: no declaration`);
    const type = checker.getTypeOfSymbolAtLocation(member, declaration);
    return `    ${member.name}: ${toText(checker, type, declaration)};`;
  });
  return `export class ${symbol.name} {\n${lines.join('\n')}\n}`;
}

/** Names without the file they come from: a move within the sdk is no change of its surface. */
function toText(checker: ts.TypeChecker, type: ts.Type, at: ts.Declaration): string {
  const text = checker.typeToString(type, at, format).replaceAll(/import\("[^"]*"\)\./g, '');
  return text.replaceAll(/ {4,}/g, (indentation) => `\n${indentation}`);
}
