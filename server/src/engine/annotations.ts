// Case files in Semgrep's manner: a comment says what the next line must or must not match.

const OPENERS = ['{/*', '/**', '/*', '<!--', '<%--', '(*', '{#', '//', '#', "'", ';;', ';', '--', '%'];
const CLOSERS = ['--%>', '-->', '*/}', '*)', '*/', '#}'];
const OPENER = OPENERS.map((opener) => opener.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
const ANNOTATION = new RegExp(`(?:${OPENER})\\s*(ruleid|ok|todoruleid|todook)\\s*:(.*)$`);
/** What another mode of Semgrep is expected to say of the same line; the name follows. */
const OTHER_MODE = /^(?:deepok|deepruleid|prook|proruleid)\s*:/;

/** One comment. */
export interface Annotation {
  readonly kind: 'ruleid' | 'ok' | 'todoruleid' | 'todook';
  readonly rules: readonly string[];
  /** The zero-based line that it stands on; it speaks of the next one. */
  readonly line: number;
}

/** What a case file says about one rule, as zero-based lines. */
export interface Expectations {
  /** Lines that must match. */
  readonly expected: ReadonlySet<number>;
  /** Lines that must not match. */
  readonly clean: ReadonlySet<number>;
  /** Lines about which nothing is said yet. */
  readonly undecided: ReadonlySet<number>;
}

export function annotationsIn(content: string): readonly Annotation[] {
  return content.split('\n').flatMap((text, line) => {
    const [, kind, list] = ANNOTATION.exec(text.trimEnd()) ?? [];
    return kind === undefined ? [] : [{ kind: kind as Annotation['kind'], rules: names(list ?? ''), line }];
  });
}

export function expectationsOf(rule: string, annotations: readonly Annotation[]): Expectations {
  const lines = (...kinds: readonly Annotation['kind'][]) =>
    new Set(
      annotations.filter(({ kind, rules }) => kinds.includes(kind) && rules.includes(rule)).map(({ line }) => line + 1),
    );
  return { expected: lines('ruleid'), clean: lines('ok'), undecided: lines('todoruleid', 'todook') };
}

function names(list: string): string[] {
  const closer = CLOSERS.find((one) => list.trimEnd().endsWith(one));
  const open = list.trimEnd().slice(0, closer === undefined ? undefined : -closer.length);
  return open
    .replace(/^\s+/, '')
    .replace(OTHER_MODE, '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
