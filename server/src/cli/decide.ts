import { once } from 'node:events';
import { isAbsolute } from 'node:path';
import type { Readable } from 'node:stream';
import type { Command } from 'commander';
import type { Verdict } from '../model/decision.js';
import { InvalidInput, type Verbs } from '../model/verbs.js';
import type { Context } from './context.js';

const EXIT: Readonly<Record<Verdict, number>> = { allow: 0, deny: 1, ask: 3 };
const FAILURE = 70;
const INTERRUPTED = 130;
/** As large as the largest proposal: a text of 10 MiB before and after, escaped. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Proposals of a stream that are judged at the same time. */
const WINDOW = 256;
const NEWLINE = 10;

export function register(program: Command, context: Context): void {
  program
    .command('decide')
    .description('Judges a proposal, given as JSON on stdin, records the decision and prints it as JSON.')
    .option('--stream', 'one proposal a line, one decision a line, in the same order')
    .addHelpText('after', HELP)
    .action((options: { stream?: boolean }) => (options.stream ? decideStream(context) : decideOne(context)));
}

const HELP = `
Exit code: 0 allow, 1 deny, 3 ask, 2 not a proposal. With --stream 0, whatever the verdicts: a line that is not a
proposal is answered by {"error": "..."} and the stream goes on; 70 where a decision failed for another reason.
Proposals of a stream are judged side by side, and each is recorded once it is judged: a long one does not hold up the
others, so records may stand in the log in another order than the answers. Each answer names its record.

Examples:
  echo '{"act":{"kind":"command","command":"git push --force"},"actor":{"kind":"agent","host":"claude-code"}}' |
    vireon decide
  vireon decide --stream < proposals.jsonl > decisions.jsonl`;

async function decideOne(context: Context): Promise<void> {
  const proposal = parse(await wholeText(context.stdin), context.cwd);
  const decision = await (await context.verbs()).decide(proposal);
  context.stdout.write(`${JSON.stringify(decision, null, 2)}\n`);
  context.exit(EXIT[decision.verdict]);
}

async function decideStream(context: Context): Promise<void> {
  const { stdin, stdout, interrupted } = context;
  const verbs = await context.verbs();
  const answers = new Answers(async (line) => {
    if (!stdout.write(line)) await once(stdout, 'drain');
  });
  interrupted.addEventListener('abort', () => stdin.destroy(), { once: true });
  try {
    for await (const line of lines(stdin)) {
      if (line === '') continue;
      await answers.add(answer(line, verbs, context));
    }
  } catch (error) {
    if (!interrupted.aborted) throw error;
  }
  await answers.written();
  context.exit(interrupted.aborted ? INTERRUPTED : answers.failed ? FAILURE : 0);
}

interface Answer {
  readonly line: string;
  readonly failed: boolean;
}

async function answer(line: string | InvalidInput, verbs: Verbs, { cwd }: Context): Promise<Answer> {
  try {
    if (typeof line !== 'string') throw line;
    return { line: JSON.stringify(await verbs.decide(parse(line, cwd))), failed: false };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { line: JSON.stringify({ error: message }), failed: !(error instanceof InvalidInput) };
  }
}

/** Writes answers in the order in which they were asked for, each as soon as those before it are written. */
class Answers {
  failed = false;
  private underWay = 0;
  private last: Promise<void> = Promise.resolve();
  private wake: (() => void) | undefined;

  constructor(private readonly write: (line: string) => Promise<void>) {}

  /** Resolves when there is room for another. */
  async add(answer: Promise<Answer>): Promise<void> {
    this.underWay += 1;
    this.last = this.last.then(async () => {
      const { line, failed } = await answer;
      await this.write(`${line}\n`);
      this.failed ||= failed;
      this.underWay -= 1;
      this.wake?.();
    });
    if (this.underWay >= WINDOW) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  written(): Promise<void> {
    return this.last;
  }
}

/** A proposal that says nowhere where it belongs belongs here. */
function parse(text: string, cwd: string): unknown {
  if (text.trim() === '') throw new InvalidInput('no proposal on stdin. `vireon decide --help` shows one.');
  let value: unknown;
  try {
    value = JSON.parse(text.trim());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidInput(`not JSON: ${reason}. \`vireon decide --help\` shows a proposal.`);
  }
  return isObject(value) && value.workspace === undefined && !isPlaced(value.act)
    ? { ...value, workspace: cwd }
    : value;
}

function isPlaced(act: unknown): boolean {
  return isObject(act) && [act.path, act.cwd].some((path) => typeof path === 'string' && isAbsolute(path));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function wholeText(input: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw tooLong();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The lines of a stream; in the place of one that is too long stands the error to answer it with. */
async function* lines(input: Readable): AsyncGenerator<string | InvalidInput> {
  let pieces: Buffer[] = [];
  let bytes = 0;
  const take = () => {
    const line = bytes > MAX_BYTES ? tooLong() : Buffer.concat(pieces).toString('utf8').trim();
    [pieces, bytes] = [[], 0];
    return line;
  };
  for await (const chunk of input as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      keep(chunk.subarray(start, end));
      yield take();
      start = end + 1;
    }
    keep(chunk.subarray(start));
  }
  if (bytes > 0) yield take();

  function keep(piece: Buffer): void {
    bytes += piece.length;
    if (bytes > MAX_BYTES) pieces = [];
    else pieces.push(piece);
  }
}

function tooLong(): InvalidInput {
  return new InvalidInput(`the proposal is longer than ${MAX_BYTES / 1024 / 1024} MiB`);
}
