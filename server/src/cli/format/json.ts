import type { CheckReport } from '../../model/verbs.js';

/** The report as it is, rules by id alone. Lines and characters count from 0, as in LSP. */
export function asJson(report: CheckReport, version: string): string {
  const { rules, ...rest } = report;
  return `${JSON.stringify({ vireon: version, ...rest, rules: rules.map(({ id }) => id) }, null, 2)}\n`;
}
