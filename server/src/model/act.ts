import type { Actor } from './actor.js';
import type { ToolStanding } from './tool-pin.js';

/** One replacement inside a file, as agents write it: the old text must occur in the file. */
export interface Replacement {
  readonly oldText: string;
  readonly newText: string;
  /** Replace every occurrence; otherwise `oldText` must occur once. */
  readonly replaceAll?: boolean;
}

/** A file as it is: what an editor shows or a scan meets. `content` absent: the open document, else the file on disk. */
export interface FileAct {
  readonly kind: 'file';
  readonly path: string;
  readonly content?: string;
}

/** A cell of a notebook. `id` absent: a new cell. */
export interface NotebookCell {
  readonly id?: string;
  readonly kind: 'code' | 'markdown';
}

/** A file about to be written: whole (`content`), in pieces (`replacements`), or removed (`remove`). */
export interface EditAct {
  readonly kind: 'edit';
  readonly path: string;
  readonly content?: string;
  readonly replacements?: readonly Replacement[];
  readonly remove?: boolean;
  /** The text before the edit; absent: the open document, else the file on disk, else empty. */
  readonly before?: string;
  /** Set where `path` is a notebook and `content` is the source of one of its cells, in the kernel's language. */
  readonly cell?: NotebookCell;
}

/** The shell that a command is written for. */
export type CommandShell = 'bash' | 'powershell' | 'cmd';

export interface CommandAct {
  readonly kind: 'command';
  readonly command: string;
  /** Default: `bash`, which stands for every POSIX shell. */
  readonly shell?: CommandShell;
  /** Absolute; default: the workspace. */
  readonly cwd?: string;
}

export interface ToolCallAct {
  readonly kind: 'tool-call';
  readonly server?: string;
  readonly tool: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
  /** What the server says of the tool, e.g. `readOnlyHint`: a hint of one who is not trusted. */
  readonly annotations?: Readonly<Record<string, unknown>>;
  /** What is unusual about the tool's description. */
  readonly standing?: readonly ToolStanding[];
}

export interface ReadAct {
  readonly kind: 'read';
  readonly path: string;
}

export interface FetchAct {
  readonly kind: 'fetch';
  readonly url: string;
  /** HTTP method; default `GET`. */
  readonly method?: string;
  /** What is asked of the page or sent to it. */
  readonly body?: string;
}

export interface PromptAct {
  readonly kind: 'prompt';
  readonly text: string;
}

/** What a tool, a file or a page gave back, before an agent reads it. */
export interface ToolResultAct {
  readonly kind: 'tool-result';
  readonly server?: string;
  readonly tool: string;
  readonly text: string;
  /** What the text is where it is no result of a call: how a server describes what it offers, and the like. */
  readonly about?: ServedText;
  readonly standing?: readonly ToolStanding[];
}

/** Texts of a server that reach an agent without a call. */
export type ServedText =
  | 'description'
  | 'instructions'
  | 'resource'
  | 'prompt'
  | 'request'
  /** What it logs, or says of its progress. */
  | 'message'
  | 'completion'
  | 'error';

/** What a host tells of itself: a session that began, a tool that has run. It stands on record. */
export interface EventAct {
  readonly kind: 'event';
  /** The host's name for it, e.g. `SessionStart`. */
  readonly name: string;
  /** What the host says of it, in short texts. */
  readonly about?: Readonly<Record<string, string>>;
}

/** What is about to happen. */
export type Act =
  | FileAct
  | EditAct
  | CommandAct
  | ToolCallAct
  | ToolResultAct
  | ReadAct
  | FetchAct
  | PromptAct
  | EventAct;

export type ActKind = Act['kind'];

/** Acts that change something: where a failure must not become a silent allow. */
export function changesSomething(kind: ActKind): boolean {
  return kind === 'edit' || kind === 'command' || kind === 'tool-call';
}

/** An actor and an act, at a time, in a workspace. */
export interface Proposal {
  readonly act: Act;
  readonly actor: Actor;
  /** Absolute path of the workspace's root; absent: found from the act's path or working directory. */
  readonly workspace?: string;
  /** ISO 8601; absent: now. */
  readonly time?: string;
}
