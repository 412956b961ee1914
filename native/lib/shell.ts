import { binary } from './binary.js';
import { provideLanguage, shellGrammar } from './grammars.js';
import type { ShellParse, SyntaxNode } from './index.js';

/** The commands of a shell text, those in substitutions and nested constructs included. */
export function parseShell(text: string): ShellParse {
  provideLanguage('bash');
  return binary.parseShell(text);
}

/** The language of a file, by name, extension or `#!` line. */
export function languageOf(path: string, firstLine?: string): string | undefined {
  return binary.languageOf(path, firstLine);
}

/** The concrete tree of a PowerShell or batch text; a string that says why where there is none. */
export function syntaxOf(text: string, shell: 'powershell' | 'batch'): SyntaxNode | string {
  const { types, nodes, lack } = binary.syntaxOf(text, shellGrammar(shell));
  if (lack !== undefined) return lack;
  const bytes = Buffer.from(text);
  const path: (SyntaxNode & { readonly children: SyntaxNode[] })[] = [];
  for (let i = 0; i < nodes.length; i += 6) {
    const [type = 0, begin, end, depth = 0, named, broken] = nodes.subarray(i, i + 6);
    const node = {
      type: types[type] ?? '',
      named: named === 1,
      broken: broken === 1,
      get text() {
        return bytes.toString('utf8', begin, end);
      },
      children: [],
    };
    path.length = depth;
    path.at(-1)?.children.push(node);
    path.push(node);
  }
  return path[0] ?? 'it is empty';
}
