// Options that stand between a program and its subcommand.

import { type OptionShape, parseOptions, programName, type Word } from './words.js';

/** They say nothing about what the program does. */
const GLOBALS: Readonly<Record<string, OptionShape>> = {
  git: {
    values: 'Cc',
    long: ['--git-dir', '--work-tree', '--namespace', '--exec-path', '--super-prefix', '--config-env'],
  },
  docker: {
    values: 'Hcl',
    long: ['--config', '--context', '--host', '--log-level', '--tlscacert', '--tlscert', '--tlskey'],
  },
  podman: { values: 'c', long: ['--connection', '--url', '--log-level', '--root', '--runroot'] },
  kubectl: {
    values: 'ns',
    long: ['--namespace', '--context', '--kubeconfig', '--cluster', '--user', '--server', '--token', '--as'],
  },
  oc: { values: 'ns', long: ['--namespace', '--context', '--kubeconfig', '--server', '--token', '--as'] },
  helm: { values: 'n', long: ['--namespace', '--kube-context', '--kubeconfig'] },
  terraform: { long: ['-chdir'] },
  tofu: { long: ['-chdir'] },
  aws: { long: ['--profile', '--region', '--output', '--endpoint-url', '--query', '--color'] },
  gcloud: { long: ['--project', '--account', '--configuration', '--format', '--verbosity'] },
  az: { long: ['--subscription', '--output', '--query'] },
  npm: { values: 'C', long: ['--prefix', '--workspace', '--loglevel', '-w', '--registry', '--userconfig', '--cache'] },
  pnpm: { values: 'C', long: ['--dir', '--filter', '-F'] },
  yarn: { long: ['--cwd'] },
  cargo: { values: 'CZ', long: ['--config', '--color'] },
  systemctl: { values: 'HM', long: ['--host', '--machine'] },
  gh: { values: 'R', long: ['--repo'] },
  tmux: { values: 'cfLST' },
};

/** `git -C dir push` without what stands before `push`; unchanged for programs that have no such options. */
export function withoutGlobals(words: readonly Word[]): readonly Word[] {
  const [first] = words;
  const shape = first === undefined ? undefined : GLOBALS[programName(first)];
  if (first === undefined || shape === undefined || !words[1]?.text.startsWith('-')) return words;
  // A service of one's own user is not one of the machine.
  if (words[1].text === '--user') return words;
  const { operands } = parseOptions(words.slice(1), shape, true);
  return operands.length === 0 ? words : [first, ...operands];
}
