import type { CommandPrefix } from '../../model/verbs.js';

/** A host's static list: where it belongs, how it is written, what it cannot say. */
export interface StaticList {
  readonly file: string;
  /** Said where the list knows no way to ask a person: what would be asked is left out of it. */
  readonly asks: boolean;
  readonly note: string;
  write(prefixes: readonly CommandPrefix[]): string;
}

export const LISTS: Readonly<Record<string, StaticList>> = {
  codex: {
    file: '~/.codex/rules/vireon.rules',
    asks: true,
    note: 'It holds also where no hook runs.',
    write: (prefixes) =>
      prefixes
        .map(({ words, verdict }) => {
          const decision = verdict === 'deny' ? 'forbidden' : 'prompt';
          return `prefix_rule(pattern=${JSON.stringify(words)}, decision="${decision}")\n`;
        })
        .join(''),
  },
  'gemini-cli': {
    file: '~/.gemini/policies/vireon.toml',
    asks: true,
    note: 'A policy of the workspace is not read; this is one of the user.',
    write: (prefixes) =>
      prefixes
        .map(({ words, verdict, rule }) =>
          [
            '[[rule]]',
            'toolName = "run_shell_command"',
            `commandPrefix = ${JSON.stringify(words.join(' '))}`,
            `decision = "${verdict === 'deny' ? 'deny' : 'ask_user'}"`,
            'priority = 900',
            ...(verdict === 'deny' ? [`denyMessage = ${JSON.stringify(`Vireon's rule ${rule}`)}`] : []),
          ].join('\n'),
        )
        .join('\n\n')
        .concat('\n'),
  },
  zed: {
    file: '.zed/settings.json',
    asks: true,
    note: "It is the only way to govern Zed's own agent, which has no hooks.",
    write(prefixes) {
      const [always_deny, always_confirm] = byVerdict(prefixes, ({ words }) => ({
        pattern: `^\\s*${words.map(escaped).join('\\s+')}(\\s|$)`,
        case_sensitive: true,
      }));
      return json({ agent: { tool_permissions: { tools: { terminal: { always_deny, always_confirm } } } } });
    },
  },
  roo: {
    file: '.vscode/settings.json',
    asks: false,
    note: 'It is the only way to govern Roo Code, which has no hooks.',
    write: (prefixes) => json({ 'roo-cline.deniedCommands': byVerdict(prefixes, ({ words }) => words.join(' '))[0] }),
  },
  opencode: {
    file: 'opencode.json',
    asks: true,
    note: 'The last pattern that fits wins: keep these after your own.',
    write(prefixes) {
      const patterns = prefixes.flatMap(({ words, verdict }) =>
        [words.join(' '), `${words.join(' ')} *`].map((pattern) => [pattern, verdict] as const),
      );
      return json({ permission: { bash: Object.fromEntries(patterns) } });
    },
  },
  'claude-code': {
    file: '.claude/settings.json',
    asks: true,
    note: 'It holds also where no hook runs.',
    write(prefixes) {
      const [deny, ask] = byVerdict(prefixes, ({ words }) => `Bash(${words.join(' ')}:*)`);
      return json({ permissions: { deny, ask } });
    },
  },
};

function byVerdict<T>(
  prefixes: readonly CommandPrefix[],
  shape: (prefix: CommandPrefix) => T,
): readonly [deny: T[], ask: T[]] {
  const of = (verdict: CommandPrefix['verdict']) => prefixes.filter((one) => one.verdict === verdict).map(shape);
  return [of('deny'), of('ask')];
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\/-]/g, (sign) => (sign === '-' || sign === '/' ? sign : `\\${sign}`));
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
