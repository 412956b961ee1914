// What PowerShell and cmd texts run, in the words of a POSIX shell, so that one set of rules speaks of all three.

import { literal, type Word } from './words.js';

/** Shells whose texts are not read as bash. */
export type ForeignShell = 'powershell' | 'cmd';

/** A text for one of these shells: its commands, pipe by pipe. */
export interface ForeignReading {
  readonly pipelines: readonly (readonly (readonly Word[])[])[];
  /** Files that redirections write. */
  readonly writes: readonly string[];
  /** What could not be told. */
  readonly lacks: readonly string[];
}

const FOLDERS: Readonly<Record<string, string>> = {
  userprofile: '~',
  home: '~',
  homepath: '~',
  temp: '/tmp',
  tmp: '/tmp',
  systemroot: '/Windows',
  windir: '/Windows',
  systemdrive: '/',
  homedrive: '/',
  pwd: '.',
  cd: '.',
  psscriptroot: '.',
  '~dp0': '.',
  comspec: 'cmd',
  null: '/dev/null',
  true: 'true',
  false: 'false',
};

/** What a variable that Windows sets stands for; others stay as a variable of bash. */
export function windowsVariable(name: string): string {
  return FOLDERS[name.toLowerCase()] ?? `$${name.replaceAll(/\W/g, '_')}`;
}

/** A path of Windows as rules know paths: `C:\Users\me` is `/Users/me`, the registry lies below `/etc`. */
export function posixPath(path: string): string {
  if (/^(?:[\w-]+::)?(?:HKLM|HKCU|HKCR|HKU|HKCC|HKEY_\w+)(?::|\\|\/|$)/i.test(path))
    return `/etc/registry/${path.replaceAll(/[:\\/]+/g, '/')}`;
  const plain = path.replace(/^\\\\[?.]\\/, '').replaceAll('\\', '/');
  const [, rest] = /^[A-Za-z]:(\/.*)?$/.exec(plain) ?? [];
  if (rest !== undefined || /^[A-Za-z]:$/.test(plain)) return rest ?? '/';
  return plain.replace(/^\/\/+(?=~|\$)/, '').replace(/^\/(?=\/)/, '');
}

/** A word from its text; a variable in it is not known. */
export function foreignWord(text: string): Word {
  return { text, known: !/\$\w/.test(text), glob: /[*?]/.test(text), raw: /[\s'"]/.test(text) ? `"${text}"` : text };
}

export function commandLine(program: string, ...words: readonly (string | Word)[]): Word[] {
  return [literal(program), ...words.map((word) => (typeof word === 'string' ? foreignWord(word) : word))];
}
