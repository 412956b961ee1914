// A command found in the arguments of another one.

import type { ForeignShell } from './foreign.js';
import type { Word } from './words.js';

/** A command or shell text found in the arguments of another command. */
export type Inner = (
  | { readonly kind: 'words'; readonly words: readonly Word[] }
  | {
      readonly kind: 'text';
      readonly text: string /** `$0 $1 …` of the text. */;
      readonly positional?: readonly Word[];
    }
  | { readonly kind: 'foreign'; readonly shell: ForeignShell; readonly text: string }
  | { readonly kind: 'unclear'; readonly message: string }
) & {
  readonly elsewhere?: true;
  /** What `{}` stands for in its words. */
  readonly holder?: readonly string[];
  /** The same as rules should see it. */
  readonly samples?: readonly string[];
};

/** Words as `eval` and `ssh` join them: quotes are gone, so the shell on the other side reads them anew. */
export function joined(words: readonly Word[]): string {
  return words.map((word) => word.text).join(' ');
}
