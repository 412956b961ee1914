// Case files in Semgrep's manner: a comment says what the next line must or must not match.

const OPENERS = ['{/*', '/*', '<!--', '(*', '//', '#', "'", ';;', '--', '%'];
const CLOSERS = ['-->', '*/}', '*)', '*/', '#}'];
const OPENER = OPENERS.map((opener) => opener.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
const ANNOTATION = new RegExp(`(?:${OPENER})\\s*(ruleid|ok|todoruleid|todook)\\s*:(.*)$`);

export interface Annotations {
  /** Zero-based lines that must match. */
  readonly expected: ReadonlySet<number>;
  /** Lines that must not match. */
  readonly clean: ReadonlySet<number>;
  /** Lines about which nothing is said yet. */
  readonly undecided: ReadonlySet<number>;
}

/** What a case file says about one rule. */
export function annotationsFor(rule: string, content: string): Annotations {
  const expected = new Set<number>();
  const clean = new Set<number>();
  const undecided = new Set<number>();
  content.split('\n').forEach((line, index) => {
    const [, kind, list] = ANNOTATION.exec(line.trimEnd()) ?? [];
    if (kind === undefined || !names(list ?? '').includes(rule)) return;
    const set = kind === 'ruleid' ? expected : kind === 'ok' ? clean : undecided;
    set.add(index + 1);
  });
  return { expected, clean, undecided };
}

function names(list: string): string[] {
  return list.split(',').map((name) => {
    const closer = CLOSERS.find((one) => name.trim().endsWith(one));
    return name
      .trim()
      .slice(0, closer === undefined ? undefined : -closer.length)
      .trim();
  });
}
