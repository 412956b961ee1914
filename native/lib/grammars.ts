import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { binary, binaryStamp, type GrammarHandle, stampOf } from './binary.js';
import type { Json } from './index.js';

interface Grammar {
  readonly package: string;
  /** Where one package holds several languages: the export of this one. */
  readonly part?: string;
}

const GRAMMARS: Readonly<Record<string, Grammar>> = {
  javascript: { package: 'tree-sitter-javascript' },
  typescript: { package: 'tree-sitter-typescript', part: 'typescript' },
  tsx: { package: 'tree-sitter-typescript', part: 'tsx' },
  python: { package: 'tree-sitter-python' },
  go: { package: 'tree-sitter-go' },
  java: { package: 'tree-sitter-java' },
  bash: { package: 'tree-sitter-bash' },
  json: { package: 'tree-sitter-json' },
  yaml: { package: '@tree-sitter-grammars/tree-sitter-yaml' },
  ruby: { package: 'tree-sitter-ruby' },
  php: { package: 'tree-sitter-php', part: 'php' },
  c: { package: 'tree-sitter-c' },
  cpp: { package: 'tree-sitter-cpp' },
  csharp: { package: 'tree-sitter-c-sharp' },
  terraform: { package: '@tree-sitter-grammars/tree-sitter-hcl' },
  solidity: { package: 'tree-sitter-solidity' },
  scala: { package: 'tree-sitter-scala' },
  rust: { package: 'tree-sitter-rust' },
  kotlin: { package: '@tree-sitter-grammars/tree-sitter-kotlin' },
  swift: { package: 'tree-sitter-swift' },
  lua: { package: '@tree-sitter-grammars/tree-sitter-lua' },
  elixir: { package: 'tree-sitter-elixir' },
  ocaml: { package: 'tree-sitter-ocaml', part: 'ocaml' },
  julia: { package: 'tree-sitter-julia' },
  r: { package: '@davisvaughan/tree-sitter-r' },
  hack: { package: 'tree-sitter-php', part: 'php_only' },
  html: { package: 'tree-sitter-html' },
  xml: { package: '@tree-sitter-grammars/tree-sitter-xml', part: 'xml' },
};

/** Rules for one of these run on files of the others too, or its texts hold texts of the others. */
const KIN: Readonly<Record<string, readonly string[]>> = {
  javascript: ['typescript', 'tsx'],
  typescript: ['tsx'],
  dockerfile: ['bash'],
};

/** Names of the languages that rules may name. */
export const LANGUAGES: readonly string[] = binary.languages();

interface Exported {
  readonly language: GrammarHandle;
}

interface Finder {
  (directory: string): Exported & Readonly<Record<string, Exported>>;
  resolve(directory: string): string;
}

const require = createRequire(import.meta.url);
const loaded = new Map<string, string>();

function packageDirectory(name: string): string | undefined {
  return require.resolve
    .paths(name)
    ?.map((place) => join(place, name))
    .find((directory) => existsSync(join(directory, 'package.json')));
}

const SHELLS = { powershell: 'tree-sitter-powershell', batch: 'tree-sitter-batch' } as const;
const shellGrammars = new Map<string, GrammarHandle>();

/** The grammar of a shell whose texts are read on this side of the border; no rule may name its language. */
export function shellGrammar(shell: keyof typeof SHELLS): GrammarHandle {
  const known = shellGrammars.get(shell);
  if (known !== undefined) return known;
  const { language } = exportsOf(shell, SHELLS[shell]).exported;
  shellGrammars.set(shell, language);
  return language;
}

function exportsOf(language: string, name: string): { exported: ReturnType<Finder>; file: string } {
  const directory = packageDirectory(name);
  if (directory === undefined)
    throw new Error(`The grammar of ${language}, npm package ${name}, is not installed. Run \`npm start\`.`);
  const find = require('node-gyp-build') as Finder;
  return { exported: find(directory), file: find.resolve(directory) };
}

function loadGrammar(language: string, grammar: Grammar): void {
  const { exported, file } = exportsOf(language, grammar.package);
  const { language: handle } = grammar.part === undefined ? exported : (exported[grammar.part] ?? exported);
  binary.registerGrammar(language, handle);
  loaded.set(language, stampOf(file));
}

/** Makes a language known to the addon; those that need no grammar (`regex`) or have none are left as they are. */
export function provideLanguage(name: string): void {
  const language = binary.canonicalLanguage(name);
  if (language === undefined || loaded.has(language)) return;
  const grammar = GRAMMARS[language];
  if (grammar !== undefined) loadGrammar(language, grammar);
  for (const kin of KIN[language] ?? []) provideLanguage(kin);
}

/** As deep as the addon reads a rule; what is deeper it refuses. */
const MAX_DEPTH = 200;

/** Provides every language that a rule names, at its root (`languages`) or inside (`language`). */
export function provideLanguagesOf(rule: Json, depth = 0): void {
  if (typeof rule !== 'object' || rule === null || depth > MAX_DEPTH) return;
  if (Array.isArray(rule)) {
    for (const item of rule) provideLanguagesOf(item, depth + 1);
    return;
  }
  for (const [key, value] of Object.entries(rule)) {
    const names = key === 'languages' && Array.isArray(value) ? value : key === 'language' ? [value] : [];
    for (const name of names) if (typeof name === 'string') provideLanguage(name);
    provideLanguagesOf(value, depth + 1);
  }
}

/** Names the engine and the grammars that results come from. */
export function engineStamp(): string {
  const grammars = [...loaded].map(([language, stamp]) => `${language}=${stamp}`).sort();
  return [binaryStamp, ...grammars].join(' ');
}
