// Hosts that have no hook but load plugins: a plugin asks us, and whatever is not a clean allow denies.

import { type Answer, json, patient, type Speech, WAIT_TIMEOUT_S } from './dialect.js';

/** The answers that our own plugins read. */
export const pluginSpeech: Speech = {
  deny: (_, reason): Answer => json({ decision: 'deny', reason }),
  asks: () => false,
  /** A plugin has no way to ask the person. */
  ask: (_, reason): Answer => json({ decision: 'deny', reason }),
  allow: (_, { warning, note }): Answer =>
    json({ decision: 'allow', ...(warning !== undefined && { warning }), ...(note !== undefined && { note }) }),
};

/** A function `judge(payload)` in JavaScript that resolves to undefined, or to the reason of a denial. */
export function judgeFunction(hook: string): string {
  return `import { spawn } from "node:child_process";

const HOOK = ${JSON.stringify(patient(hook))};
const WITHIN_MS = ${WAIT_TIMEOUT_S * 1000};

/** Undefined where the act may happen, else why it may not: silence, a crash and nonsense are denials. */
function judge(payload) {
  return new Promise((resolve) => {
    const child = spawn(HOOK, { shell: true, stdio: ["pipe", "pipe", "inherit"] });
    const timer = setTimeout(() => end("Vireon did not answer in time."), WITHIN_MS);
    let output = "";
    function end(reason) {
      clearTimeout(timer);
      child.kill("SIGKILL");
      resolve(reason);
    }
    child.on("error", (error) => end("Vireon could not be started: " + error.message));
    child.stdout.on("data", (chunk) => (output += chunk));
    child.on("close", (code) => end(code === 0 ? denialIn(output) : "Vireon could not judge this."));
    child.stdin.on("error", () => {});
    child.stdin.end(JSON.stringify(payload));
  });
}

function denialIn(output) {
  try {
    const { decision, reason } = JSON.parse(output);
    return decision === "allow" ? undefined : (reason ?? "Vireon denies this.");
  } catch {
    return "Vireon gave no answer.";
  }
}
`;
}
