import { join } from 'node:path';
import type { Proposal } from '../model/act.js';
import type { RecordedDecision } from '../model/decision.js';
import type { Verbs } from '../model/verbs.js';
import type { Context } from './context.js';

/** In pieces, so that no scanner of secrets, ours included, takes this file for a leak. */
const PLANTED = ['ghp', '_', 'vK3mQ9xT7bL2', 'wR8nY4sD6fH1', 'jC5pZ0aE3uG7'].join('');

/** Three acts as an agent would propose them, judged like any other, with what came of each. */
export async function tour(verbs: Verbs, workspace: string, context: Context): Promise<string> {
  const told: string[] = [];
  for (const [title, act] of acts(workspace)) {
    const actor = { kind: 'agent', host: 'claude-code', session: 'tour' } as const;
    told.push(tell(title, await verbs.decide({ act, actor, workspace }), context));
  }
  return `\n${context.colours.bold('What an agent would hear')}\n${told.join('')}`;
}

function acts(workspace: string): readonly (readonly [title: string, act: Proposal['act']])[] {
  return [
    [
      'writes a credential into api/src/settings.ts',
      { kind: 'edit', path: join(workspace, 'api/src/settings.ts'), content: `export const token = '${PLANTED}';\n` },
    ],
    ['runs `git push --force`', { kind: 'command', command: 'git push --force origin main', cwd: workspace }],
    [
      'adds a harmless function to api/src/greet.ts',
      {
        kind: 'edit',
        path: join(workspace, 'api/src/greet.ts'),
        content: "export const greet = (name: string): string => 'Hello, '.concat(name);\n",
      },
    ],
  ];
}

function tell(title: string, decision: RecordedDecision, { colours }: Context): string {
  const paint = { allow: colours.green, ask: colours.yellow, deny: colours.red }[decision.verdict];
  const reasons = decision.reasons.filter((reason) => reason.decision === decision.verdict);
  return [
    '',
    `  It ${title}: ${paint(decision.verdict)}`,
    ...reasons.flatMap(({ message, rule, alternatives }) => [
      `    ${message.trim().split('\n').join('\n    ')}  ${colours.dim(rule)}`,
      ...alternatives.map((alternative) => `    instead: ${colours.green(alternative)}`),
    ]),
    `    ${colours.dim(`record ${decision.record}`)}`,
    '',
  ].join('\n');
}
