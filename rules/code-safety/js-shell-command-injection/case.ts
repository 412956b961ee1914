import { exec, execFile, execSync } from 'node:child_process';

export function log(branch: string, done: () => void) {
  // ruleid: js-shell-command-injection
  exec(`git log ${branch}`, done);
  // ruleid: js-shell-command-injection
  execSync('git checkout ' + branch);
  // ok: js-shell-command-injection
  execFile('git', ['log', branch], done);
  // ok: js-shell-command-injection
  execSync('git status --short');
}
