// Proves a way: the command line in the host's settings is run as the host would run it, with an act that must be
// denied, and the answer is read as the host would read it.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { Verdict } from '../model/decision.js';
import { CANARY_HOSTS, type Canary, type CanaryHost, type Ended } from './canary-payloads.js';
import { readText } from './disk.js';
import { CANARY } from './heard.js';
import type { InstalledHook } from './installed.js';
import type { Written } from './manifest.js';

export interface Proof {
  readonly event: string;
  readonly what: string;
  readonly file: string;
  /** `judged`: nothing of this kind is always denied, but it was judged, and it stands on record. */
  readonly outcome: 'denied' | 'judged' | 'failed' | 'not run';
  /** Why it failed, or was not run. */
  readonly reason?: string;
  /** The session under which the record has it. */
  readonly session?: string;
}

export interface Trial {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly written: readonly Written[];
  /** The verdicts that stand on record under this session. */
  recorded(session: string): Promise<readonly Verdict[]>;
}

const WITHIN_MS = 20_000;

/** Every hook of ours that a host has, tried with every act that is always denied at its event. */
export async function prove(host: string, hooks: readonly InstalledHook[], trial: Trial): Promise<readonly Proof[]> {
  const known = CANARY_HOSTS[host];
  const proofs: Proof[] = [];
  for (const hook of hooks) {
    const place = { event: hook.event, file: hook.file };
    const session = `${CANARY}${randomBytes(6).toString('hex')}`;
    const canaries = known?.canaries(trial.cwd, session).filter(({ event }) => event === hook.event) ?? [];
    if (known === undefined || canaries.length === 0) {
      proofs.push({ ...place, what: '', outcome: 'not run', reason: 'no trial is known for this event' });
    } else if (!(await isTrusted(hook, trial.written))) {
      proofs.push({
        ...place,
        what: '',
        outcome: 'not run',
        reason: 'init did not write this command; look at it first',
      });
    } else {
      for (const [index, canary] of canaries.entries()) {
        const own = `${session}-${index}`;
        const payload = JSON.parse(JSON.stringify(canary.payload).replaceAll(session, own));
        proofs.push({ ...place, ...(await proven(hook, { ...canary, payload }, known, own, trial)) });
      }
    }
  }
  return proofs;
}

/** What a workspace brings along may be anybody's: only what init wrote there is run. */
async function isTrusted({ file, scope, command }: InstalledHook, written: readonly Written[]): Promise<boolean> {
  if (scope === 'user') return true;
  const after = written.find((entry) => entry.file === file)?.after;
  if (after === undefined) return false;
  if (typeof command !== 'string') return (await readText(file)) === after;
  return after.includes(JSON.stringify(command));
}

async function proven(
  { command }: InstalledHook,
  { what, rule, payload }: Canary,
  host: CanaryHost,
  session: string,
  trial: Trial,
): Promise<Omit<Proof, 'event' | 'file'>> {
  const ended = await run(command, payload, trial);
  const failed = (reason: string) => ({ what, outcome: 'failed', reason, session }) as const;
  if (typeof ended === 'string') return failed(ended);
  const verdicts = await trial.recorded(session);
  if (rule === undefined) {
    if (verdicts.length === 0) return failed(`it is not on record: ${said(ended)}`);
    return { what, outcome: 'judged', session };
  }
  if (!host.denies(ended)) return failed(`it was not denied: ${said(ended)}`);
  // A denial because nobody answered is no proof that anybody judged.
  if (!`${ended.stdout}${ended.stderr}`.includes(rule))
    return failed(`it was denied, but not by a rule: ${said(ended)}`);
  if (!verdicts.includes('deny')) return failed('it was denied, but the denial is not on record');
  return { what, outcome: 'denied', session };
}

function said({ stdout, stderr, code }: Ended): string {
  const text = `${stdout} ${stderr}`.trim().slice(0, 200);
  return `exit code ${code}${text === '' ? ', no output' : `, ${text}`}`;
}

/** By a shell, as hosts do, but for those that name program and arguments apart. */
function run(command: InstalledHook['command'], payload: object, { cwd, environment }: Trial): Promise<Ended | string> {
  const [program = '', ...args] = typeof command === 'string' ? ['/bin/sh', '-c', command] : command;
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env: environment, timeout: WITHIN_MS, killSignal: 'SIGKILL' });
    child.on('error', (error) => resolve(`it could not be started: ${error.message}`));
    child.stdin.on('error', () => {});
    child.stdin.end(JSON.stringify(payload));
    const ended = new Promise<number | null>((end) => child.on('close', end));
    Promise.all([buffer(child.stdout), buffer(child.stderr), ended]).then(
      ([stdout, stderr, code]) => resolve({ stdout: stdout.toString(), stderr: stderr.toString(), code }),
      (error: unknown) => resolve(`its answer could not be read: ${String(error)}`),
    );
  });
}
