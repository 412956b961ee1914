import { type Sandbox, sandbox } from '../vireon.js';

/** A workspace with two rules of its own, one with a fix and a manual, one without either, and none that ship. */
export function workspace(): Sandbox {
  const box = sandbox();
  box.write({
    '.vireon/config.yaml': 'packs: {code-safety: off, commands: off, secrets: off, sessions: off, undo: off}\n',
    '.vireon/rules/no-weak-hash/rule.yaml': [
      'rules:',
      '  - id: no-weak-hash',
      '    languages: [regex]',
      '    severity: WARNING',
      '    message: MD5 can be forged. Use SHA-256.',
      '    pattern-regex: \\bmd5\\b',
      '    fix: sha256',
      '',
    ].join('\n'),
    '.vireon/rules/no-weak-hash/README.md': '# no-weak-hash\n\nCollisions of MD5 are made in seconds.\n',
    '.vireon/rules/no-eval.yaml': [
      'rules:',
      '  - id: no-eval',
      '    languages: [regex]',
      '    severity: ERROR',
      '    message: Do not run text as a program.',
      '    pattern-regex: \\beval\\(',
      '',
    ].join('\n'),
  });
  return box;
}
