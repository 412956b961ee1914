// Programs that run another command which stands in their arguments: one row each.

import { cmdText } from './batch.js';
import { findRoots } from './effects.js';
import type { ForeignShell } from './foreign.js';
import { powershellInput } from './powershell.js';
import { literal, type OptionShape, type ParsedOption, parseOptions, programName, type Word } from './words.js';

/** How a program takes the command that it runs. */
interface Wrapper extends OptionShape {
  /** Operands that stand before the command, e.g. the duration of `timeout`. */
  readonly skip?: number;
  /** `NAME=value` may stand before the command. */
  readonly assignments?: true;
  /** The words of the command are joined to a text for a shell, as `ssh` and `watch` do. */
  readonly joins?: true;
  /** Options whose value is a text for a shell. */
  readonly texts?: readonly string[];
  /** With one of these options the command is not run. */
  readonly unless?: readonly string[];
  /** The command runs on another machine or in a container: its paths are not ours. */
  readonly elsewhere?: true;
  /** The command stands after `--`. */
  readonly dashes?: true;
  /** Without a text option there is no command in the arguments. */
  readonly textOnly?: true;
}

const DOCKER_RUN: Wrapper = {
  skip: 1,
  values: 'aehlmpuvwc',
  long: [
    ...['--add-host', '--cap-add', '--cap-drop', '--cpus', '--device', '--dns', '--entrypoint', '--env', '--env-file'],
    ...[
      '--expose',
      '--gpus',
      '--group-add',
      '--hostname',
      '--ip',
      '--ipc',
      '--label',
      '--link',
      '--log-driver',
      '--log-opt',
    ],
    ...[
      '--memory',
      '--mount',
      '--name',
      '--net',
      '--network',
      '--pid',
      '--platform',
      '--publish',
      '--pull',
      '--restart',
    ],
    ...[
      '--runtime',
      '--security-opt',
      '--shm-size',
      '--stop-signal',
      '--sysctl',
      '--tmpfs',
      '--ulimit',
      '--user',
      '--userns',
    ],
    ...['--volume', '--volumes-from', '--workdir', '--cpuset-cpus', '--cgroupns', '--annotation', '--health-cmd'],
  ],
  elsewhere: true,
};
const DOCKER_EXEC: Wrapper = {
  skip: 1,
  values: 'euw',
  long: ['--env', '--env-file', '--user', '--workdir', '--detach-keys', '--index'],
  elsewhere: true,
};
const KUBECTL_EXEC: Wrapper = {
  skip: 1,
  dashes: true,
  values: 'cnf',
  long: ['--container', '--namespace', '--filename', '--context', '--kubeconfig', '--pod-running-timeout'],
  elsewhere: true,
};
const RUNNER: Wrapper = {
  values: 'p',
  long: ['--package', '--directory', '--project', '--with', '--python', '--env-file', '-C'],
};

const PERF: Wrapper = { values: 'eopFCGcmtTIr', long: ['--event', '--output', '--cpu', '--delay', '--repeat'] };
const SERVICE: Wrapper = { skip: 1 };
const TERMINAL: Wrapper = { dashes: true };
const MANY_HOSTS: Wrapper = {
  values: 'HhluUptoexXwgGCf',
  long: ['--hosts', '--host', '--user', '--timeout', '--par', '--outdir', '--errdir', '--worker', '--group'],
  joins: true,
  elsewhere: true,
};

/** Programs and, where the second word tells, `program subcommand`. */
const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  sudo: {
    values: 'ugpCRTDhrt',
    long: [
      '--user',
      '--group',
      '--prompt',
      '--chdir',
      '--chroot',
      '--host',
      '--role',
      '--type',
      '--command-timeout',
      '--close-from',
    ],
    assignments: true,
    unless: ['-e', '--edit', '-l', '--list', '-v', '-V', '-K'],
  },
  doas: { values: 'uCa' },
  pkexec: { long: ['--user'] },
  run0: { long: ['--user', '--unit', '--chdir', '--setenv', '--property'], values: 'uD' },
  env: {
    values: 'uCS',
    long: ['--unset', '--chdir', '--split-string'],
    assignments: true,
    texts: ['-S', '--split-string'],
  },
  nice: { values: 'n', long: ['--adjustment'] },
  ionice: { values: 'cnpPu', long: ['--class', '--classdata', '--pid'] },
  chrt: { values: 'TPDp', skip: 1 },
  taskset: { skip: 1, values: 'p' },
  numactl: { values: 'NmCipl' },
  nohup: {},
  setsid: {},
  stdbuf: { values: 'ioe', long: ['--input', '--output', '--error'] },
  timeout: { values: 'sk', long: ['--signal', '--kill-after'], skip: 1 },
  gtimeout: { values: 'sk', long: ['--signal', '--kill-after'], skip: 1 },
  time: { values: 'fo', long: ['--format', '--output'] },
  command: { unless: ['-v', '-V'] },
  builtin: {},
  exec: { values: 'a' },
  busybox: {},
  toybox: {},
  watch: { values: 'n', long: ['--interval'], joins: true },
  hyperfine: { values: 'wmMrpcLNsu', long: ['--warmup', '--runs', '--prepare', '--setup', '--cleanup'], joins: true },
  ssh: { values: 'bcDEeFIiJLlmOopQRSWwB', skip: 1, joins: true, elsewhere: true },
  sshpass: { values: 'fdpP' },
  su: { values: 'cgGsw', long: ['--command', '--group', '--shell'], texts: ['-c', '--command'], textOnly: true },
  runuser: { values: 'cgGsuw', long: ['--command', '--user', '--shell'], texts: ['-c', '--command'] },
  script: { values: 'cEIOTomB', long: ['--command'], texts: ['-c', '--command'], textOnly: true },
  flock: { values: 'cwE', long: ['--command', '--wait', '--timeout'], texts: ['-c', '--command'], skip: 1 },
  chroot: { skip: 1, long: ['--userspec', '--groups'] },
  unshare: { values: 'SGRw' },
  strace: { values: 'abeIoOpPsSuEUX' },
  ltrace: { values: 'aelopsuxn' },
  valgrind: {},
  unbuffer: {},
  rlwrap: { values: 'acCfFHsSpl' },
  caffeinate: { values: 'tw' },
  fakeroot: { values: 'lisb' },
  firejail: {},
  proxychains: { values: 'f' },
  proxychains4: { values: 'f' },
  torsocks: {},
  'xvfb-run': { values: 'efnpsw' },
  'systemd-run': {
    values: 'puEMHt',
    long: ['--unit', '--property', '--uid', '--gid', '--setenv', '--slice', '--description'],
  },
  'dbus-run-session': {},
  'ssh-agent': { values: 'aEtP' },
  'cross-env': { assignments: true },
  dotenv: { values: 'ef' },
  entr: {},
  gosu: { skip: 1 },
  'su-exec': { skip: 1 },
  setpriv: { long: ['--reuid', '--regid', '--groups', '--inh-caps', '--bounding-set'] },
  bwrap: {
    long: ['--bind', '--ro-bind', '--dev', '--proc', '--tmpfs', '--chdir', '--setenv', '--unsetenv', '--symlink'],
  },
  arch: {},
  setarch: { skip: 1 },
  catchsegv: {},
  'perf stat': PERF,
  'perf record': PERF,
  'perf trace': PERF,
  prlimit: {},
  cpulimit: { values: 'lpe' },
  retry: { values: 'tdx', long: ['--times', '--delay'] },
  mosh: { skip: 1, long: ['--ssh', '--port'], elsewhere: true },
  nodemon: { values: 'xew', long: ['--exec', '--ext', '--watch'], texts: ['-x', '--exec'], textOnly: true },
  concurrently: { values: 'ncp', long: ['--names', '--prefix'], joins: true },
  'vagrant ssh': { values: 'c', long: ['--command'], texts: ['-c', '--command'], textOnly: true, elsewhere: true },
  'multipass exec': { skip: 1, elsewhere: true },
  'lxc exec': { skip: 1, elsewhere: true },
  lima: { elsewhere: true },
  wsl: { values: 'du', long: ['--distribution', '--user', '--cd'], elsewhere: true },
  'gcloud compute ssh': {
    long: ['--command', '--zone', '--project'],
    texts: ['--command'],
    textOnly: true,
    elsewhere: true,
  },
  'fly ssh console': {
    values: 'Ca',
    long: ['--command', '--app'],
    texts: ['-C', '--command'],
    textOnly: true,
    elsewhere: true,
  },
  'flyctl ssh console': {
    values: 'Ca',
    long: ['--command', '--app'],
    texts: ['-C', '--command'],
    textOnly: true,
    elsewhere: true,
  },
  'heroku run': { values: 'ar', long: ['--app', '--remote'], joins: true, elsewhere: true },
  'railway run': {},
  'doppler run': { values: 'pc', long: ['--command', '--project', '--config'], texts: ['--command'] },
  'op run': { long: ['--env-file', '--account'] },
  'aws-vault exec': { skip: 1, values: 'd', long: ['--duration', '--region'] },
  'chamber exec': { dashes: true },
  'infisical run': { long: ['--env', '--path', '--command'], texts: ['--command'] },
  'dotenvx run': { values: 'fe' },
  'nerdctl exec': DOCKER_EXEC,
  'nerdctl run': DOCKER_RUN,
  'podman-compose exec': DOCKER_EXEC,
  'podman compose exec': DOCKER_EXEC,
  'podman compose run': DOCKER_RUN,
  'kubectl debug': KUBECTL_EXEC,
  'kubectl run': KUBECTL_EXEC,
  'crictl exec': DOCKER_EXEC,
  nsenter: { values: 'tSGrw', long: ['--target'] },
  npx: { ...RUNNER, values: 'pc', texts: ['-c', '--call'] },
  bunx: RUNNER,
  uvx: RUNNER,
  'npm exec': { ...RUNNER, values: 'pc', texts: ['-c', '--call'] },
  'npm x': { ...RUNNER, values: 'pc', texts: ['-c', '--call'] },
  'pnpm exec': RUNNER,
  'pnpm dlx': RUNNER,
  'yarn exec': RUNNER,
  'yarn dlx': RUNNER,
  'bun x': RUNNER,
  'uv run': RUNNER,
  'poetry run': RUNNER,
  'pipenv run': RUNNER,
  'pdm run': RUNNER,
  'hatch run': RUNNER,
  'bundle exec': RUNNER,
  'mise exec': RUNNER,
  'mise x': RUNNER,
  'direnv exec': { skip: 1 },
  'conda run': { values: 'np', long: ['--name', '--prefix', '--cwd'] },
  'nix-shell': {
    values: 'pIA',
    long: ['--run', '--command', '--packages'],
    texts: ['--run', '--command'],
    textOnly: true,
  },
  'docker run': DOCKER_RUN,
  'docker create': DOCKER_RUN,
  'docker exec': DOCKER_EXEC,
  'docker compose run': DOCKER_RUN,
  'docker compose exec': DOCKER_EXEC,
  'docker-compose run': DOCKER_RUN,
  'docker-compose exec': DOCKER_EXEC,
  'podman run': DOCKER_RUN,
  'podman exec': DOCKER_EXEC,
  'kubectl exec': KUBECTL_EXEC,
  'oc exec': KUBECTL_EXEC,
  'git bisect run': {},
  'git submodule foreach': { joins: true },
  'tmux new-session': { values: 'cstxynFe', joins: true },
  'tmux new': { values: 'cstxynFe', joins: true },
  'tmux send-keys': { values: 't', joins: true },
  'tmux new-window': { values: 'cenNtF', joins: true },
  'tmux neww': { values: 'cenNtF', joins: true },
  'tmux split-window': { values: 'celtF', joins: true },
  'tmux splitw': { values: 'celtF', joins: true },
  'tmux respawn-pane': { values: 'cet', joins: true },
  'tmux run-shell': { values: 'dct', joins: true },
  'tmux run': { values: 'dct', joins: true },
  'tmux pipe-pane': { values: 't', joins: true },
  screen: { values: 'SceshpTt', unless: ['-X'] },
  gnice: { values: 'n' },
  gstdbuf: { values: 'ioe' },
  genv: { values: 'uCS', assignments: true, texts: ['-S'] },
  gtime: { values: 'fo' },
  tini: { values: 'pe' },
  'dumb-init': { values: 'r' },
  's6-setuidgid': SERVICE,
  's6-envdir': SERVICE,
  's6-softlimit': { values: 'acdflmoprstv' },
  'with-contenv': {},
  chpst: { values: 'ueUbmdnlLopfcrt/' },
  envdir: SERVICE,
  envuidgid: SERVICE,
  setuidgid: SERVICE,
  softlimit: { values: 'acdflmoprst' },
  envchain: SERVICE,
  chronic: {},
  ifne: {},
  'run-one': {},
  daemonize: { values: 'aceolpu' },
  nq: {},
  tsp: { values: 'DNW' },
  authbind: {},
  eatmydata: {},
  faketime: { skip: 1, values: 'f' },
  proot: { values: 'rbqw', long: ['--rootfs', '--bind', '--cwd'] },
  'arch-chroot': SERVICE,
  'systemd-nspawn': {
    values: 'DMiu',
    long: ['--directory', '--machine', '--user', '--bind', '--setenv'],
    elsewhere: true,
  },
  'flatpak-spawn': {},
  'distrobox enter': TERMINAL,
  'toolbox run': { values: 'cdr', long: ['--container', '--distro', '--release'], elsewhere: true },
  schroot: { ...TERMINAL, values: 'cdu', long: ['--chroot', '--directory', '--user'] },
  'machinectl shell': { skip: 1, elsewhere: true },
  'lxc-attach': { values: 'nPave', long: ['--name'], elsewhere: true },
  'runc exec': { ...DOCKER_EXEC },
  'ctr task exec': { skip: 1, long: ['--exec-id', '--user', '--cwd'], elsewhere: true },
  'buildah run': { ...DOCKER_RUN },
  'oc rsh': { skip: 1, values: 'cn', long: ['--container', '--namespace', '--shell', '--timeout'], elsewhere: true },
  'ip netns exec': { skip: 1 },
  sg: { skip: 1, values: 'c', texts: ['-c'] },
  'aa-exec': { values: 'pn' },
  'sandbox-exec': { values: 'fpnD' },
  'launchctl asuser': { skip: 1 },
  dtruss: { values: 'nptb' },
  xterm: { values: 'eTgn', textOnly: true, texts: ['-e'] },
  'gnome-terminal': TERMINAL,
  'zellij run': TERMINAL,
  watchexec: {
    values: 'ewfisodpSE',
    long: ['--exts', '--watch', '--filter', '--ignore', '--shell', '--signal'],
    joins: true,
  },
  reflex: { values: 'rgRGd' },
  'cargo watch': {
    values: 'xswiCdE',
    long: ['--exec', '--shell', '--watch'],
    texts: ['-s', '--shell'],
    textOnly: true,
  },
  'pueue add': { joins: true },
  srun: { values: 'ANnptcJ', long: ['--partition', '--time', '--ntasks'] },
  mpirun: { values: 'nHx', long: ['-np', '-host', '--hostfile', '--map-by', '--bind-to'] },
  mpiexec: { values: 'nHx', long: ['-np', '-host'] },
  sbatch: { long: ['--wrap'], texts: ['--wrap'], textOnly: true },
  'dotenv run': { values: 'f' },
  'foreman run': { values: 'ef' },
  'honcho run': { values: 'ef' },
  'sops exec-env': { skip: 1, joins: true },
  'sops exec-file': { skip: 1, joins: true },
  'teller run': TERMINAL,
  'vault agent exec': TERMINAL,
  'consul-template exec': TERMINAL,
  'asdf exec': {},
  'rbenv exec': {},
  'pyenv exec': {},
  'nodenv exec': {},
  'fnm exec': { long: ['--using'] },
  'volta run': { long: ['--node', '--npm', '--yarn'] },
  'nvm exec': { skip: 1 },
  'nvm run': { skip: 1 },
  'rye run': RUNNER,
  'pixi run': RUNNER,
  'devbox run': TERMINAL,
  'devenv shell': {},
  'guix shell': TERMINAL,
  'gh codespace ssh': { values: 'cR', long: ['--codespace', '--repo'], joins: true, elsewhere: true },
  'tailscale ssh': { skip: 1, joins: true, elsewhere: true },
  'kitten ssh': { skip: 1, joins: true, elsewhere: true },
  autossh: { values: 'MbcDEeFIiJLlmOopQRSWw', skip: 1, joins: true, elsewhere: true },
  pssh: MANY_HOSTS,
  'parallel-ssh': MANY_HOSTS,
  pdsh: MANY_HOSTS,
  clush: MANY_HOSTS,
  dsh: { ...MANY_HOSTS, values: 'mgfF' },
  fab: TERMINAL,
};

const SHELLS = new Set(['sh', 'bash', 'zsh', 'dash', 'ksh', 'mksh', 'ash', 'fish', 'rbash']);

export function isShell(program: string): boolean {
  return SHELLS.has(program);
}

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
};

/** What a command runs beside itself, by its arguments alone. */
export function innerCommands(words: readonly Word[], piped: string | undefined): Inner[] {
  const [first] = words;
  if (first === undefined) return [];
  const program = programName(first);
  if (isShell(program)) return shellInner(words.slice(1), piped);
  if (program === 'eval') return [{ kind: 'text', text: joined(words.slice(1)) }];
  if (program === 'trap') return words[1] && words.length > 2 ? [{ kind: 'text', text: words[1].text }] : [];
  if (program === 'find' || program === 'fd' || program === 'fdfind') return findInner(words.slice(1));
  if (program === 'xargs') return xargsInner(words.slice(1), piped);
  if (program === 'parallel') return parallelInner(words.slice(1), piped);
  if (program === 'git') return [...gitInner(words.slice(1)), ...wrapped(words)];
  if (program === 'java') return jarInner(words.slice(1));
  if (/^(?:powershell|pwsh)(?:-preview)?$/i.test(program)) return powershellInner(program, words.slice(1), piped);
  if (/^cmd$/i.test(program)) return cmdInner(words.slice(1), piped);
  if ((program === 'at' || program === 'batch') && piped !== undefined) return [{ kind: 'text', text: piped }];
  const inside = wrapped(words);
  if (program === 'ssh' && inside.length === 0 && piped !== undefined)
    return [{ kind: 'text', text: piped, elsewhere: true }];
  return [...inside, ...started(program, words.slice(1))];
}

/** Programs that name the command behind an option: the words from there on are it. */
const BEHIND: Readonly<Record<string, RegExp>> = {
  nix: /^(?:-c|--command)$/,
  gdb: /^--args$/,
  alacritty: /^-e$/,
  xterm: /^-e$/,
  konsole: /^-e$/,
  'x-terminal-emulator': /^-e$/,
};

function started(program: string, words: readonly Word[]): Inner[] {
  const behind = words[0]?.text === 'run' ? undefined : BEHIND[program];
  const at = behind === undefined ? -1 : words.findIndex((word) => behind.test(word.text));
  if (at >= 0 && at + 1 < words.length) return [{ kind: 'words', words: words.slice(at + 1) }];
  const dashes = words.findIndex((word) => word.text === '--');
  const rest = dashes < 0 ? [] : words.slice(dashes + 1);
  if (program === 'nix' && words[0]?.text === 'run') {
    const name = /#([\w-]+)$/.exec(words[1]?.text ?? '')?.[1];
    return name === undefined ? [] : [{ kind: 'words', words: [literal(name), ...rest] }];
  }
  if (program === 'capsh' && dashes >= 0) return [{ kind: 'words', words: [literal('bash'), ...rest] }];
  if (program !== 'start-stop-daemon') return [];
  const named = words.findIndex((word) => /^(?:--exec|--startas|-x|-a)$/.test(word.text));
  const daemon = named < 0 ? undefined : words[named + 1];
  return daemon === undefined ? [] : [{ kind: 'words', words: [daemon, ...rest] }];
}

function powershellInner(program: string, words: readonly Word[], piped: string | undefined): Inner[] {
  const { text, unclear } = powershellInput(program, words, piped);
  if (unclear === true) return [{ kind: 'unclear', message: 'what PowerShell is given to run cannot be told' }];
  return text === undefined ? [] : [{ kind: 'foreign', shell: 'powershell', text }];
}

function cmdInner(words: readonly Word[], piped: string | undefined): Inner[] {
  const text = cmdText(words) ?? piped;
  return text === undefined ? [] : [{ kind: 'foreign', shell: 'cmd', text }];
}

/** The command inside its wrappers, where they run it on this machine: `sudo -E bash -s` is `bash -s`. */
export function unwrapped(words: readonly Word[]): readonly Word[] {
  const [inner, ...others] = wrapped(words);
  if (inner?.kind !== 'words' || inner.elsewhere === true || others.length > 0) return withoutGlobals(words);
  return unwrapped(inner.words);
}

/** The longest row that fits the leading words; options between program and subcommand are stepped over. */
function wrapped(words: readonly Word[]): Inner[] {
  const plain = withoutGlobals(words);
  for (let length = 3; length > 0; length--) {
    const name = plain.slice(0, length).map((word, index) => (index === 0 ? programName(word) : word.text));
    const wrapper = name.length === length ? wrapperOf(name.join(' '), words) : undefined;
    if (wrapper !== undefined) return unwrap((length === 1 ? words : plain).slice(length), wrapper);
  }
  return [];
}

/** `runuser -l NAME -c TEXT` is read as `su` is; with `-u` it is a plain wrapper. */
function wrapperOf(name: string, words: readonly Word[]): Wrapper | undefined {
  const plain = name !== 'runuser' || words.some((word) => /^(?:-u|--user)/.test(word.text));
  return WRAPPERS[plain ? name : 'su'];
}

function unwrap(words: readonly Word[], wrapper: Wrapper): Inner[] {
  const place = wrapper.elsewhere === true ? { elsewhere: true as const } : {};
  const dashes = wrapper.dashes === true ? words.findIndex((word) => word.text === '--') : -1;
  if (dashes >= 0)
    return dashes + 1 < words.length ? [{ kind: 'words', words: words.slice(dashes + 1), ...place }] : [];
  const { options, operands } = parseOptions(words, wrapper, true);
  if (options.some((option) => wrapper.unless?.includes(option.name))) return [];
  const texts = textOptions(options, wrapper.texts);
  if (texts.length > 0)
    return texts.map((text) => ({
      kind: 'text',
      text: [text, ...operands.map((word) => word.raw ?? word.text)].join(' '),
      ...place,
    }));
  if (wrapper.textOnly === true) {
    const late = textOptions(parseOptions(words, wrapper, false).options, wrapper.texts);
    return late.map((text) => ({ kind: 'text', text, ...place }));
  }
  let rest = operands.slice(wrapper.skip ?? 0);
  if (rest[0]?.text === '--') rest = rest.slice(1);
  const late = textOptions(parseOptions(rest, wrapper, true).options, wrapper.texts);
  if (late.length > 0) return late.map((text) => ({ kind: 'text', text, ...place }));
  if (wrapper.assignments === true)
    while (rest[0] !== undefined && /^[A-Za-z_]\w*=|^-$/.test(rest[0].text)) rest = rest.slice(1);
  if (rest.length === 0) return [];
  return [
    wrapper.joins === true ? { kind: 'text', text: joined(rest), ...place } : { kind: 'words', words: rest, ...place },
  ];
}

function textOptions(options: readonly ParsedOption[], names: readonly string[] | undefined): string[] {
  return options.flatMap((option) =>
    option.value !== undefined && names?.includes(option.name) ? [option.value.text] : [],
  );
}

/** Words as `eval` and `ssh` join them: quotes are gone, so the shell on the other side reads them anew. */
function joined(words: readonly Word[]): string {
  return words.map((word) => word.text).join(' ');
}

/** The file that a shell is told to run: `bash -x deploy.sh`. */
export function shellScript(words: readonly Word[]): Word | undefined {
  const { command, operand, readsInput } = shellArguments(words.slice(1));
  return command || readsInput ? undefined : operand;
}

function shellInner(words: readonly Word[], piped: string | undefined): Inner[] {
  const { command, operand, positional, readsInput } = shellArguments(words);
  if (command) return operand === undefined ? [] : [{ kind: 'text', text: operand.text, positional }];
  return readsInput && piped !== undefined ? [{ kind: 'text', text: piped }] : [];
}

function shellArguments(words: readonly Word[]) {
  let command = false;
  let i = 0;
  for (; i < words.length; i++) {
    const text = words[i]?.text ?? '';
    if (text === '--' || text === '-') {
      i++;
      break;
    }
    if (!/^[-+]./.test(text)) break;
    if (text.startsWith('--')) {
      if (text === '--rcfile' || text === '--init-file') i++;
      if (text === '--command') command = true;
    } else {
      if (text.startsWith('-') && text.includes('c')) command = true;
      if (/[oO]$/.test(text)) i++;
    }
  }
  const [operand, ...positional] = words.slice(i);
  const readsInput =
    operand === undefined ||
    /^(-|\/dev\/stdin|\/proc\/self\/fd\/0)$/.test(operand.text) ||
    words.some((word) => /^-[a-z]*s[a-z]*$/.test(word.text));
  return { command, operand, positional, readsInput };
}

/** `java -jar tool.jar ARGUMENTS` is the program `tool`. */
function jarInner(words: readonly Word[]): Inner[] {
  const jar = words.findIndex((word) => word.text === '-jar') + 1;
  const file = jar === 0 ? undefined : words[jar];
  if (file === undefined || !/\.jar$/.test(file.text)) return [];
  return [
    { kind: 'words', words: [{ ...file, text: programName(file).slice(0, -'.jar'.length) }, ...words.slice(jar + 1)] },
  ];
}

const FIND_EXEC = new Set(['-exec', '-execdir', '-ok', '-okdir', '-x', '-X', '--exec', '--exec-batch']);

function findInner(words: readonly Word[]): Inner[] {
  const found: Inner[] = [];
  for (let i = 0; i < words.length; i++) {
    if (!FIND_EXEC.has(words[i]?.text ?? '')) continue;
    const rest = words.slice(i + 1);
    const end = rest.findIndex((word) => word.text === ';' || word.text === '+');
    const inner = end < 0 ? rest : rest.slice(0, end);
    if (inner.length > 0) found.push({ kind: 'words', words: inner, holder: findRoots(words) });
    i += inner.length;
  }
  return found;
}

function xargsInner(words: readonly Word[], piped: string | undefined): Inner[] {
  const shape = {
    values: 'adEIJLnPRsS',
    long: ['--arg-file', '--delimiter', '--max-args', '--max-procs', '--max-lines', '--max-chars'],
  };
  const { options, operands } = parseOptions(words, shape, true);
  if (operands.length === 0) return [];
  const input = (piped ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(literal);
  const holder =
    options.find(({ name }) => name === '-I' || name === '-J')?.value?.text ??
    (options.some(({ name }) => name === '-i' || name === '--replace') ? '{}' : undefined);
  if (holder === undefined) return [{ kind: 'words', words: [...operands, ...input] }];
  const text = input.map((word) => word.text).join(' ');
  return [
    {
      kind: 'words',
      words: text === '' ? operands : operands.map((word) => ({ ...word, text: word.text.replaceAll(holder, text) })),
    },
  ];
}

function parallelInner(words: readonly Word[], piped: string | undefined): Inner[] {
  const shape = {
    values: 'jNnIaSL',
    long: [
      '--jobs',
      '--arg-file',
      '--sshlogin',
      '--joblog',
      '--results',
      '--colsep',
      '--delay',
      '--timeout',
      '--tmpdir',
    ],
  };
  const { operands } = parseOptions(words, shape, true);
  const end = operands.findIndex((word) => /^:::/.test(word.text));
  const command = end < 0 ? operands : operands.slice(0, end);
  const inputs =
    end < 0
      ? (piped ?? '').split('\n').filter((line) => line !== '')
      : operands.slice(end + 1).map((word) => word.text);
  if (command.length === 0) return inputs.map((text) => ({ kind: 'text', text }));
  const template = joined(command);
  const filled = inputs
    .slice(0, 20)
    .map((input) => (template.includes('{}') ? template.replaceAll('{}', input) : `${template} ${input}`));
  // What comes on an input that cannot be known is appended all the same.
  return (filled.length > 0 || inputs.length > 0 || end >= 0 ? filled : [`${template} "$INPUT"`]).map((text) => ({
    kind: 'text',
    text,
  }));
}

/** Settings whose value git runs as a shell text. */
const GIT_RUNS =
  /^(?:core\.(?:sshcommand|fsmonitor|pager|editor|askpass|gitproxy)|sequence\.editor|diff\.external|credential\.helper|pager\.\w+|gpg\.program|(?:diff|merge|filter)\..*\.(?:command|textconv|driver|clean|smudge|process))=(.*)$/is;

/** Git runs shell texts from options and settings that it is given on the spot. */
function gitInner(words: readonly Word[]): Inner[] {
  const texts: string[] = [];
  words.forEach((word, i) => {
    const next = words[i + 1]?.text;
    const setting = word.text === '-c' ? GIT_RUNS.exec(next ?? '')?.[1]?.replace(/^!/, '') : undefined;
    if (setting !== undefined && /\s/.test(setting)) texts.push(setting);
    if (
      /^(-x|--exec|--tree-filter|--index-filter|--msg-filter|--env-filter|--commit-filter|--parent-filter|--tag-name-filter)$/.test(
        word.text,
      ) &&
      next !== undefined
    ) {
      texts.push(next);
    }
    const attached = /^--exec=(.*)$/s.exec(word.text);
    if (attached?.[1] !== undefined) texts.push(attached[1]);
  });
  return texts.map((text) => ({ kind: 'text', text }));
}

/** Options that stand between a program and its subcommand, and say nothing about what it does. */
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
  npm: { values: 'C', long: ['--prefix', '--workspace', '--loglevel', '-w'] },
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
