import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { decideWithPerson } from './approval.js';
import { absolute, answered, argumentsOf, decisionOut, decisionShape, HARMLESS, pathIn, textIn } from './convert.js';
import { proposalOf, type Session } from './session.js';

const input = argumentsOf({
  command: textIn('command')
    .min(1, { error: '`command` must not be empty' })
    .describe('The shell command line, as it would be run.'),
  cwd: pathIn('cwd').optional().describe('Folder where it would run. Default: the workspace.'),
});

export function registerCheckCommand(server: McpServer, session: Session): void {
  server.registerTool(
    'check_command',
    {
      title: 'Check a command',
      description:
        'Judges a shell command before you run it: allow, ask or deny, with reasons and allowed alternatives. Programs behind sudo, env, bash -c, pipes and $( ) are judged too, and so is code given to interpreters. It runs nothing; the decision is recorded.',
      inputSchema: input,
      outputSchema: z.object(decisionShape),
      annotations: { title: 'Check a command', ...HARMLESS },
    },
    async ({ command, cwd }, context) => {
      const act = { kind: 'command', command, cwd: absolute(session.workspace, cwd ?? '') } as const;
      const answer = await decideWithPerson(session, context, proposalOf(session, context, act));
      return 'form' in answer ? answer.form : answered(decisionOut(answer.decision), answer.text);
    },
  );
}
