import { execFile } from 'node:child_process';
import { type Sandbox, VIREON } from '../vireon.js';
import { outcomeIn } from './outcome.js';
import type { Outcome, Scenario } from './scenario.js';

const EXIT_CODES: Readonly<Record<string, number>> = { allow: 0, ask: 3, deny: 1 };

/** `vireon decide` takes every act. */
export async function throughCli({ act, actor }: Scenario, box: Sandbox): Promise<Outcome> {
  const proposal = JSON.stringify({ act, actor, workspace: box.workspace });
  const { stdout, code } = await run(['decide'], proposal, box);
  const decision = JSON.parse(stdout);
  if (code !== EXIT_CODES[decision.verdict]) throw new Error(`exit code ${code} for ${decision.verdict}`);
  return outcomeIn(decision);
}

/** Runs a command line to its end with `input` on stdin. */
export function run(args: readonly string[], input: string, box: Sandbox, program = [process.execPath, VIREON]) {
  const [file = '', ...rest] = [...program, ...args];
  return new Promise<{ stdout: string; stderr: string; code: number }>((resolve, reject) => {
    const child = execFile(
      file,
      rest,
      { cwd: box.workspace, env: box.environment, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error !== null && typeof error.code !== 'number') reject(error);
        else resolve({ stdout, stderr, code: Number(error?.code ?? 0) });
      },
    );
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}
