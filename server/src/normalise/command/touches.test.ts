import { expect, test } from 'vitest';
import type { Touch } from '../../model/subject.js';
import { unfold } from './unfold.js';

/** `/w/a` alone, `/w/a/**` with what lies below, `@` where links are followed, `git what words -- paths in folder`, `?` unknown. */
function told(touch: Touch): string {
  if (touch.kind === 'unknown') return `? ${touch.message}`;
  if (touch.kind === 'git')
    return `git ${touch.what} ${touch.words.join(' ')} -- ${touch.paths.join(' ')} in ${touch.folder}`;
  const into = touch.into === undefined ? '' : ` (${touch.into.join(' ')})`;
  return `${touch.path}${touch.tree ? '/**' : ''}${touch.follows ? '@' : ''}${into}`;
}

const TOUCHES: readonly [string, readonly string[]][] = [
  ['cat a', []],
  ['echo x', []],
  ['echo x > a', ['/w/a@']],
  ['echo x > /dev/null', []],
  ['rm a b', ['/w/a', '/w/b']],
  ['rm -rf d', ['/w/d/**']],
  ['cd d && rm -r x', ['/w/d/x/**']],
  ["sudo bash -c 'rm -r x'", ['/w/x/**']],
  ['mv a b', ['/w/a/**', '/w/b/** (a)']],
  ['mv -t d a/x b', ['/w/a/x/**', '/w/b/**', '/w/d/** (x b)']],
  ['cp a b', ['/w/b@ (a)']],
  ['cp -r a/. b', ['/w/b/**@']],
  ['ln -s t l', ['/w/l (t)']],
  ['ln -s ../t', ['/w (t)']],
  ['sed -i s/a/b/ a', ['/w/a@']],
  ['sed -i.bak s/a/b/ a', ['/w/a@', '/w/a.bak@']],
  ['chmod 600 a', ['/w/a@']],
  ['chmod -R 600 d', ['/w/d/**@']],
  ['find d -delete', ['/w/d/**']],
  ['find d -exec rm {} +', ['/w/d/**']],
  ['make clean', ['? which files `make` changes cannot be told before it runs']],
  ['ls | xargs rm', ['? what `rm` is given cannot be told before it runs']],
  ['ssh host rm -r x', []],
  ['git status', []],
  ['git add -A', ['git added  --  in /w']],
  ['git checkout -- a', ['git changed  -- a in /w']],
  ['git checkout main', ['git changed main --  in /w']],
  ['git -C d restore -s HEAD~1 a', ['git changed HEAD~1 -- a in /w/d']],
  ['git restore --staged a', []],
  ['git reset HEAD~1', []],
  ['git reset --hard HEAD~1', ['git changed HEAD~1 --  in /w']],
  ['git clean -fdx d', ['git untracked  -- d in /w']],
  ['git clean -n', []],
  ['git rm -r d', ['/w/d/**']],
  ['git rm --cached d', []],
  ['git stash -u', ['git changed  --  in /w', 'git untracked  --  in /w']],
  ['git pull', ['? which files `git pull` changes cannot be told before it runs']],
];

test.each(TOUCHES)('%s', (command, expected) => {
  expect(unfold(command, '/w', { root: '/w', home: '/home/u' }).touches.map(told)).toEqual(expected);
});
