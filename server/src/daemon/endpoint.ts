import { chmodSync, lstatSync, mkdirSync } from 'node:fs';

/** Where the daemon of one build and one home is met. */
export interface Endpoint {
  /** All state lies below it. Absolute. */
  readonly home: string;
  /** Names the build: another build's daemon has another socket. */
  readonly stamp: string;
  /** Private folder of socket and lock. */
  readonly directory: string;
  readonly socket: string;
  readonly lock: string;
  readonly log: string;
}

/** The smallest `sun_path` among the systems we run on is 104 bytes, with its final zero. */
const MAX_SOCKET_PATH_BYTES = 103;
const STAMP = /^[A-Za-z0-9][A-Za-z0-9.+-]{0,31}$/;

/** native/launcher/endpoint.cc computes the same socket path; launcher.test.ts holds the two together. */
export function endpointOf(home: string, stamp: string, uid: number): Endpoint {
  if (!STAMP.test(stamp)) throw new Error(`the build is named \`${stamp}\`, which is no file name; build it again`);
  const name = `daemon-${stamp}`;
  // Paths are joined as they are written, without normalising, so that both languages get the same bytes.
  const inHome = `${home}/run`;
  const fits = Buffer.byteLength(`${inHome}/${name}.sock`) <= MAX_SOCKET_PATH_BYTES;
  // Not os.tmpdir(): processes of one user may disagree about TMPDIR and would then run two daemons.
  const directory = fits ? inHome : `/tmp/vireon-${uid}-${fnv1a64(home)}`;
  return {
    home,
    stamp,
    directory,
    socket: `${directory}/${name}.sock`,
    lock: `${directory}/${name}.lock`,
    log: `${home}/logs/daemon.log`,
  };
}

/** Folder of all state: `VIREON_HOME`, else below XDG_STATE_HOME, else below the user's home. */
export function homeOf(env: Readonly<Record<string, string | undefined>>, userHome: string): string {
  const named = env.VIREON_HOME;
  if (named) {
    if (!named.startsWith('/')) throw new Error(`VIREON_HOME is \`${named}\`; it must be an absolute path`);
    return withoutFinalSlash(named);
  }
  const state = env.XDG_STATE_HOME;
  return withoutFinalSlash(state?.startsWith('/') ? `${state}/vireon` : `${userHome}/.local/state/vireon`);
}

const withoutFinalSlash = (path: string) => (path.length > 1 ? path.replace(/\/+$/, '') || '/' : path);

/** Makes the folder where it is missing; throws where somebody else could reach into it. */
export function makePrivate(directory: string, uid: number): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const found = lstatSync(directory);
  if (!found.isDirectory()) throw new Error(`\`${directory}\` is not a folder; remove it`);
  if (found.uid !== uid) throw new Error(`\`${directory}\` belongs to another user (${found.uid}); remove it`);
  if ((found.mode & 0o077) !== 0) chmodSync(directory, 0o700);
}

/** Why the socket must not be trusted, or `undefined` where it is ours alone or absent. */
export function distrust(endpoint: Endpoint, uid: number): string | undefined {
  const directory = lstatSync(endpoint.directory, { throwIfNoEntry: false });
  if (!directory) return undefined;
  if (!directory.isDirectory()) return `\`${endpoint.directory}\` is not a folder; remove it`;
  if (directory.uid !== uid) return `\`${endpoint.directory}\` belongs to another user; remove it`;
  if ((directory.mode & 0o077) !== 0) return `\`${endpoint.directory}\` is open to others; chmod it to 700`;
  const socket = lstatSync(endpoint.socket, { throwIfNoEntry: false });
  if (!socket) return undefined;
  if (!socket.isSocket()) return `\`${endpoint.socket}\` is not a socket; remove it`;
  if (socket.uid !== uid) return `\`${endpoint.socket}\` belongs to another user; remove it`;
  return undefined;
}

function fnv1a64(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}
