import { amp } from './amp.js';
import { antigravity } from './antigravity.js';
import { claudeCode } from './claude-code.js';
import { cline } from './cline.js';
import { codex } from './codex.js';
import { continueCli } from './continue.js';
import { copilot } from './copilot.js';
import { cursor } from './cursor.js';
import { devin } from './devin.js';
import type { Dialect } from './dialect.js';
import { geminiCli } from './gemini-cli.js';
import { junie } from './junie.js';
import { kiro } from './kiro.js';
import type { Members } from './members.js';
import { opencode } from './opencode.js';
import { vscode } from './vscode.js';
import { windsurf } from './windsurf.js';

const DIALECTS: readonly Dialect[] = [
  ...[claudeCode, cursor, codex, geminiCli, antigravity, copilot, vscode, windsurf, devin, cline, opencode],
  ...[amp, junie, continueCli, kiro],
];

/** Names that `vireon hook <host>` takes. */
export const HOSTS: readonly string[] = DIALECTS.map(({ host }) => host);

export function dialectOf(host: string): Dialect | undefined {
  return DIALECTS.find((dialect) => dialect.host === host);
}

/** Fields that one host alone has. */
const MARKS: readonly (readonly [field: string, dialect: Dialect])[] = [
  ['cursor_version', cursor],
  ['agent_action_name', windsurf],
  ['cline_version', cline],
];

/** Hosts read each other's settings: the one that speaks need not be the one that the hook was registered for. */
export function speakerOf(payload: Members): Dialect | undefined {
  return MARKS.find(([field]) => payload.has(field))?.[1];
}
