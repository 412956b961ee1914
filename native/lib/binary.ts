import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type {
  BoundHit,
  CompileIssue,
  Explanation,
  FileResult,
  Json,
  LiveResult,
  Match,
  ScanProgress,
  ScanRequest,
  ScanResult,
  ShellParse,
  TextInput,
  TextResult,
} from './index.js';

/** A grammar's `language` as its npm package exports it: an opaque handle that only the addon can open. */
export type GrammarHandle = object;

/** What a scan found, held by the addon until its pages have been fetched. */
export interface Outcome extends Omit<ScanResult, 'files' | 'skipped'> {
  readonly pages: object;
}

export interface FilePage {
  readonly files: readonly (FileResult & { readonly matches: Match[]; readonly bounds: readonly BoundHit[] })[];
  /** File and match to go on from; absent at the end. */
  readonly next?: readonly [number, number];
}

/** Nodes in preorder, six numbers each: type (an index), begin and end in bytes, depth, named, broken. */
export interface FlatSyntax {
  readonly types: readonly string[];
  readonly nodes: Uint32Array;
  readonly lack?: string;
}

export interface Program {
  readonly issues: readonly CompileIssue[];
  match(texts: readonly TextInput[]): TextResult[];
  matchAsync(texts: readonly TextInput[]): Promise<TextResult[]>;
  matchLive(document: object, text: TextInput): Promise<LiveResult>;
  explain(rule: number, text: TextInput): Explanation;
  scan(
    request: ScanRequest & { readonly engine: string },
    onProgress?: (progress: ScanProgress) => void,
  ): { readonly job: number; readonly outcome: Promise<Outcome> };
}

/** The compiled addon as `src/binding.cc` exports it. */
interface Binary {
  readonly Program: new (rules: readonly Json[]) => Program;
  registerGrammar(language: string, grammar: GrammarHandle): void;
  languages(): string[];
  canonicalLanguage(name: string): string | undefined;
  languageOf(path: string, firstLine?: string): string | undefined;
  parseShell(text: string): ShellParse;
  syntaxOf(text: string, grammar: GrammarHandle): FlatSyntax;
  liveDocument(): object;
  forgetDocument(document: object): void;
  cancelScan(job: number): void;
  scanFiles(pages: object, file: number, match: number): FilePage;
  scanSkipped(pages: object, from: number): ScanResult['skipped'];
}

/** Seen from `lib` and from `lib/dist`. */
const PLACES = ['../build/Release/vireon.node', '../../build/Release/vireon.node'];

function locate(): string {
  for (const place of PLACES) {
    const file = fileURLToPath(new URL(place, import.meta.url));
    if (existsSync(file)) return file;
  }
  throw new Error(
    "Vireon's addon has not been compiled. Run `npm start` or `npm run build` in Vireon's folder; a C++ compiler (g++, make, python3) is needed once.",
  );
}

function load(file: string): Binary {
  try {
    return createRequire(import.meta.url)(file) as Binary;
  } catch (cause) {
    throw new Error(
      `Vireon's addon ${file} cannot be loaded by Node ${process.version} on ${process.platform}-${process.arch}. Run \`npm run build\` in Vireon's folder to compile it for this machine.`,
      { cause },
    );
  }
}

/** Changes whenever a compiled file does; cached results of another build do not hold. */
export function stampOf(file: string): string {
  const { size, mtimeMs } = statSync(file);
  return `${size}-${mtimeMs}`;
}

const file = locate();

export const binary: Binary = load(file);
export const binaryStamp: string = stampOf(file);
