import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { askHook, NobodyAnswered } from '../daemon/hook-client.js';
import { asLine, HookAnswer, MAX_HOOK_PAYLOAD_BYTES, MAX_WAIT_SECONDS } from '../daemon/protocol.js';
import { startDaemon } from '../daemon/start.js';
import { hookProgram } from './advice.js';
import type { Context } from './context.js';

// A hook that crashes or comes late is, for most hosts, a hook that allowed. So this process loads no engine: it asks
// the daemon, else a child that has the engine, and where both fail or take too long it gives the host's own refusal.

/** Below ten seconds, the time that the settings we propose give to the hook. */
const ANSWER_WITHIN_S = 9;
const DAEMON_WITHIN_MS = 5000;
const START_POLL_MS = 20;

interface HookOptions {
  readonly timeout: number;
  readonly wait?: number;
  readonly answerHere?: boolean;
  readonly setup?: boolean;
}

export function register(program: Command, context: Context): void {
  program
    .command('hook')
    .argument('<host>', 'the agent program that asks, e.g. claude-code')
    .description("Answers an agent host's hook: its payload on stdin, its answer on stdout, its exit code.")
    .option('--timeout <seconds>', 'answer within this time, whatever happens', seconds, ANSWER_WITHIN_S)
    .option('--wait <seconds>', 'where a person must be asked, wait so much longer', waitSeconds)
    .option('--setup', 'print the file that makes the host ask, and say where it belongs')
    .addOption(new Option('--answer-here').hideHelp())
    .addHelpText('after', EXAMPLES)
    .action(async (host: string, options: HookOptions) => {
      if (options.setup) return setup(host, context);
      if (options.answerHere) return answerHere(host, context);
      const answer = await answerInTime(host, options, context);
      context.stdout.write(answer.stdout);
      context.stderr.write(answer.stderr);
      context.exit(answer.exitCode);
    });
}

const EXAMPLES = `
Examples:
  vireon hook claude-code < payload.json
  vireon hook cursor --setup > .cursor/hooks.json
  vireon hook claude-code --timeout 4 --no-daemon < payload.json`;

async function setup(host: string, context: Context): Promise<void> {
  const { file, content } = await context.here.hookSetup(host, hookProgram(context));
  context.stderr.write(`vireon: this belongs into ${file}; what stands there already must stay beside it\n`);
  context.stdout.write(content);
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 600)) throw new InvalidArgumentError('It must be a number of seconds up to 600.');
  return value;
}

function waitSeconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= MAX_WAIT_SECONDS))
    throw new InvalidArgumentError(`It must be a number of seconds up to ${MAX_WAIT_SECONDS}.`);
  return value;
}

async function answerInTime(host: string, { timeout, wait }: HookOptions, context: Context): Promise<HookAnswer> {
  const timeoutMs = timeout * 1000;
  const deadline = performance.now() + timeoutMs;
  let payload = '';
  try {
    payload = await within(timeoutMs, readPayload(context), 'the payload did not come');
    const asked = context.daemon ? await askDaemon({ host, payload, wait }, deadline, context) : undefined;
    return asked ?? (await askChild(host, payload, deadline, context));
  } catch (error) {
    return context.here.refuseHook(host, payload, messageOf(error));
  }
}

async function readPayload({ stdin }: Context): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    bytes += chunk.length;
    if (bytes > MAX_HOOK_PAYLOAD_BYTES) throw new Error(`the payload is longer than ${MAX_HOOK_PAYLOAD_BYTES} bytes`);
    pieces.push(chunk);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces));
}

/** `undefined` where no daemon can answer in its share of the time. Where there is none, one is started. */
async function askDaemon(
  { host, payload, wait }: { readonly host: string; readonly payload: string; readonly wait: number | undefined },
  deadline: number,
  { daemonAt, cwd, stderr }: Context,
): Promise<HookAnswer | undefined> {
  const share = () => Math.min(DAEMON_WITHIN_MS, (deadline - performance.now()) / 2);
  const ask = () =>
    askHook(
      daemonAt.endpoint,
      daemonAt.uid,
      { host, payload, cwd, ...(wait !== undefined && { waitSeconds: wait }) },
      share(),
    );
  try {
    const answer = await ask();
    if (answer) return answer;
    const start = startDaemon(daemonAt);
    // A daemon serves sooner than a child of ours could judge, and what it has loaded serves the next calls too.
    for (const until = performance.now() + share() / 2; performance.now() < until; await pause(START_POLL_MS)) {
      const late = await ask();
      if (late) return late;
      const failure = start.failure();
      if (failure !== undefined) throw new Error(`the daemon could not be started: ${failure}`);
    }
  } catch (error) {
    if (error instanceof NobodyAnswered) throw error;
    stderr.write(`vireon: ${messageOf(error)}\n`);
  }
  return undefined;
}

async function askChild(host: string, payload: string, deadline: number, context: Context): Promise<HookAnswer> {
  const remaining = Math.max(Math.ceil(deadline - performance.now()), 1);
  const child = spawn(process.execPath, [context.daemonAt.main, 'hook', host, '--answer-here'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: context.cwd,
    timeout: Math.ceil(remaining),
    killSignal: 'SIGKILL',
  });
  // A child that dies before it has read everything is known by its end.
  child.stdin.on('error', () => {});
  child.stdin.end(payload);
  const ended = new Promise<string>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve('');
      else reject(new Error(`the process that judged ended with ${signal ?? `code ${code}`}`));
    });
  });
  const [output] = await within(remaining, Promise.all([buffer(child.stdout), ended]), 'no decision came in time');
  return HookAnswer.parse(JSON.parse(output.toString('utf8')));
}

async function answerHere(host: string, context: Context): Promise<void> {
  const payload = await readPayload(context);
  const app = await context.here.open();
  context.stdout.write(asLine(await context.here.hook(app, host, payload)));
  await app.close();
}

async function within<T>(ms: number, work: Promise<T>, problem: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${problem} within ${Math.round(ms)} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
