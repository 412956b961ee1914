// Comments that take a finding back: `vireon-ignore: rule-id -- reason` and Semgrep's `nosemgrep: rule-id`.

const VIREON = /\bvireon-ignore\s*:\s*([\w./,\s-]*?\w)\s+--\s*(\S.*)/i;
const SEMGREP = /\b(?:nosemgrep|nosem)\b(?:\s*:\s*([\w.$/-]+(?:\s*,\s*[\w.$/-]+)*))?/i;
const COMMENT_ONLY = /^\s*(?:\/\/|#|--|\/\*|\*|<!--|;|%|\(\*|\{\/\*)/;
const CLOSER = /^(?:\*\/|-->|\*\)|\*\/\}|#\})*$/;

/** The line of the comment that takes this rule's finding back: the finding's first line, or a comment alone above it. */
export function suppressingLine(rule: string, line: number, lines: readonly string[]): number | undefined {
  if (takesBack(lines[line] ?? '', rule)) return line;
  const above = lines[line - 1] ?? '';
  return COMMENT_ONLY.test(above) && takesBack(above, rule) ? line - 1 : undefined;
}

function takesBack(line: string, rule: string): boolean {
  const ours = VIREON.exec(line);
  if (ours) return names(ours[1] ?? '', rule) && hasReason(ours[2] ?? '');
  const theirs = SEMGREP.exec(line);
  return theirs !== null && (theirs[1] === undefined || names(theirs[1], rule));
}

/** A reason is more than the end of the comment. */
function hasReason(text: string): boolean {
  return !CLOSER.test(text.trim());
}

/** Semgrep writes ids with the path of their file in front: `rules.python.no-eval` names `no-eval`. */
function names(list: string, rule: string): boolean {
  return list.split(',').some((one) => {
    const id = one.trim();
    return id === rule || id.endsWith(`.${rule}`);
  });
}
