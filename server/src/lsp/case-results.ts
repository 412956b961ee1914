import { dirname, sep } from 'node:path';
import { type CaseReport, type CaseResult, difference, type Verbs } from '../model/verbs.js';
import type { Documents, OpenDocument } from './documents.js';

/** What the cases of the rule files in use say, run anew when a text in their folder has changed. */
export class CaseResults {
  readonly #reports = new Map<string, Promise<CaseReport>>();
  /** Rule files whose results are shown beside each case, since somebody asked for them. */
  readonly #shown = new Set<string>();

  constructor(
    private readonly verbs: Verbs,
    private readonly documents: Documents,
  ) {}

  /** The results of a rule file's cases in the texts as they are now. */
  async of(path: string): Promise<CaseReport> {
    const known = this.#reports.get(path) ?? this.#run(path);
    return known;
  }

  /** Runs them anew and shows each result beside its case from now on. */
  async show(path: string): Promise<CaseReport> {
    this.#reports.delete(path);
    this.#shown.add(path);
    return this.of(path);
  }

  /** The results to be shown in a document: those of its cases, and of the rules in it. */
  async shownIn({
    path,
  }: OpenDocument): Promise<{ readonly cases: readonly CaseResult[]; readonly rules: readonly CaseResult[] }> {
    if (path === undefined || this.#shown.size === 0) return { cases: [], rules: [] };
    const near = [...this.#shown].filter((file) => isNear(path, file));
    const reports = await Promise.all(near.map((file) => this.of(file)));
    const cases = reports.flatMap((report) => report.cases).filter(({ file }) => file === path);
    const rules = this.#shown.has(path) ? (await this.of(path)).cases : [];
    return { cases, rules };
  }

  /** To be called when a text changed. */
  forget(path: string | undefined): void {
    if (path === undefined) return;
    for (const file of this.#reports.keys()) if (isNear(path, file)) this.#reports.delete(file);
  }

  /** True where results are shown that depend on this file. */
  followsChangesOf(path: string | undefined): boolean {
    return path !== undefined && [...this.#shown].some((file) => isNear(path, file));
  }

  forgetAll(): void {
    this.#reports.clear();
  }

  async #run(path: string): Promise<CaseReport> {
    const near = this.documents.all().filter((document) => document.path !== undefined && isNear(document.path, path));
    const report = Promise.all(near.map((document) => this.documents.share(document))).then(() =>
      this.verbs.testRules([path]),
    );
    this.#reports.set(path, report);
    report.catch(() => this.#reports.delete(path));
    return report;
  }
}

/** Cases lie in the folder of their rule file or below it. */
function isNear(path: string, ruleFile: string): boolean {
  return `${dirname(path)}${sep}`.startsWith(`${dirname(ruleFile)}${sep}`);
}

/** What a case came to, in words. */
export function caseInWords({ outcome, expected, actual }: CaseResult): string {
  if (outcome !== 'passed') return difference({ expected, actual });
  if (expected === 'match') return 'matches, as it must';
  return expected === 'no match' ? 'does not match, as it must not' : `${expected}, as expected`;
}

/** `12 of 12 cases right`. */
export function counted(cases: readonly CaseResult[]): string {
  const right = cases.filter(({ outcome }) => outcome === 'passed').length;
  return cases.length === 0
    ? 'no cases yet'
    : `${right} of ${cases.length} ${cases.length === 1 ? 'case' : 'cases'} right`;
}
