import { join } from 'node:path';
import { CodeActionKind, type Command, type WorkspaceEdit } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Range } from '../model/position.js';
import { SHOW_DRAFT, TRY_PATTERN } from './commands.js';
import { uriOf } from './convert.js';
import type { OpenDocument } from './documents.js';
import { holdsRules } from './file-schema.js';
import type { Session } from './session.js';

/** Selections longer than this are no patterns. */
const MAX_LENGTH = 4_000;

/** An action on a selection. */
export interface PatternAction {
  readonly title: string;
  readonly kind: string;
  readonly does: { readonly edit: WorkspaceEdit } | Command;
}

/** What can be done with selected code that is a pattern of its language: look where else it stands, or begin a rule. */
export async function patternActions(
  session: Session,
  document: OpenDocument,
  range: Range,
  workspace: string,
): Promise<readonly PatternAction[]> {
  const { uri, path, text } = document;
  const pattern = dedented(text, range);
  if (path === undefined || pattern === '' || pattern.length > MAX_LENGTH || holdsRules(document)) return [];
  if (pattern === text.getText().trim()) return [];
  const { language, ranges, problem } = await session.verbs.tryPattern({ pattern, content: text.getText(), path });
  if (problem !== undefined || ranges.length === 0 || language === 'generic') return [];
  const { rules } = await session.verbs.listRules(workspace);
  const id = freeName(new Set(rules.map((rule) => rule.id)));
  const kind = CodeActionKind.Refactor;
  const trial = { title: 'Try this as a pattern here', command: TRY_PATTERN, arguments: [uri, pattern] };
  return [
    { title: trial.title, kind, does: trial },
    { title: 'Make a rule of this', kind, does: beginning(session, workspace, id, draft(id, language, pattern)) },
  ];
}

/** The selected text, without the indentation that all of its lines share. */
function dedented(text: TextDocument, { start, end }: Range): string {
  const lines = text
    .getText({ start: { line: start.line, character: 0 }, end })
    .trimEnd()
    .split(/\r\n|\n|\r/);
  const first = (lines[0] ?? '').slice(start.character);
  if (lines.length === 1) return first.trim();
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const shared = Math.min(...indents);
  const whole = start.character <= shared ? lines : [first, ...lines.slice(1)];
  return whole
    .map((line, index) => (index === 0 && whole !== lines ? line : line.slice(shared)))
    .join('\n')
    .trim();
}

function freeName(taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? 'new-rule' : `new-rule-${number}`;
    if (!taken.has(name)) return name;
  }
}

function draft(id: string, language: string, pattern: string): string {
  return [
    'rules:',
    `  - id: ${id}`,
    `    languages: [${language}]`,
    '    severity: WARNING',
    '    message: Say what is wrong here, and what to do instead.',
    '    # Write `$X` for what may differ, and `...` for what may stand between.',
    '    pattern: |',
    ...pattern.split('\n').map((line) => (line === '' ? '' : `      ${line}`)),
    '',
  ].join('\n');
}

/** A new file where the client can make one; its user saves it, and may undo it. */
function beginning({ client }: Session, workspace: string, id: string, text: string): PatternAction['does'] {
  const title = 'Make a rule of this';
  if (!client.createsFiles || !client.codeActionLiterals)
    return { title, command: SHOW_DRAFT, arguments: [{ draft: text }] };
  const uri = uriOf(join(workspace, '.vireon', 'rules', `${id}.yaml`));
  const start = { line: 0, character: 0 };
  const edits = [{ range: { start, end: start }, newText: text }];
  return {
    edit: {
      documentChanges: [
        { kind: 'create', uri },
        { textDocument: { uri, version: null }, edits },
      ],
    },
  };
}
