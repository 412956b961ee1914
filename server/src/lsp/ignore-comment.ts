/** How a language writes a comment that fills a line. */
type Comment = readonly [before: string, after: string];

const SLASHES: Comment = ['//', ''];
const HASH: Comment = ['#', ''];
const DASHES: Comment = ['--', ''];
const STARS: Comment = ['/*', ' */'];
const MARKUP: Comment = ['<!--', ' -->'];
const SEMICOLON: Comment = [';', ''];
const BRACED: Comment = ['{/*', ' */}'];
const PERCENT: Comment = ['%', ''];
const QUOTE: Comment = ["'", ''];

// Language identifiers as editors send them in `didOpen`; several editors have names of their own.
const COMMENTS = new Map<string, Comment>([
  ...entries(
    SLASHES,
    'javascript javascriptreact typescript typescriptreact js jsx ts tsx jsonc json5 go java kotlin scala swift rust c cpp ' +
      'cuda objc objective-c objective-cpp csharp cs c_sharp dart groovy solidity php hack zig proto proto3 fsharp apex cairo ' +
      'less scss sass v verilog systemverilog gomod',
  ),
  ...entries(
    HASH,
    'python ruby perl r julia elixir crystal nim bash sh shell shellscript zsh fish powershell ps1 yaml yml toml ' +
      'dockerfile docker make makefile cmake terraform terraform-vars hcl tf graphql nginx coffeescript tcl awk jq ' +
      'gitignore ignore properties conf nix starlark bazel docker-compose dockercompose github-actions-workflow',
  ),
  ...entries(DASHES, 'lua sql mysql pgsql plsql haskell ada elm'),
  ...entries(STARS, 'css'),
  ...entries(MARKUP, 'html xml svg markdown xhtml'),
  ...entries(SEMICOLON, 'clojure lisp commonlisp scheme racket elisp emacs-lisp ini'),
  ...entries(QUOTE, 'vb vbnet visualbasic'),
  ...entries(PERCENT, 'erlang tex latex matlab prolog'),
]);

function entries(comment: Comment, languages: string): [string, Comment][] {
  return languages.split(' ').map((language) => [language, comment]);
}

/** The comment that silences a rule on the next line; `undefined` where the language has none that we know. */
export function ignoreComment(languageId: string, rule: string, betweenTags: boolean): string | undefined {
  const comment = betweenTags ? BRACED : COMMENTS.get(languageId.toLowerCase());
  if (comment === undefined) return undefined;
  const [before, after] = comment;
  return `${before} vireon-ignore: ${rule} -- reason${after}`;
}
