import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../vireon.js';
import { Editor, fixtures } from './editor.js';
import { workspace } from './workspace.js';

const RULE = `rules:
  - id: flow
    languages: [python]
    severity: ERROR
    message: Do not hand on what comes from outside.
    mode: taint
    pattern-sources: [{pattern: source()}]
    pattern-sinks: [{pattern: sink(...)}]
`;

describe.each(fixtures)('tainted data in $name', ({ capabilities }) => {
  let box: Sandbox;
  let editor: Editor;

  beforeEach(async () => {
    box = workspace();
    box.write({ '.vireon/rules/flow.yaml': RULE });
    editor = await new Editor(box, capabilities).start();
  });
  afterEach(() => {
    editor.kill();
    box.remove();
  });

  it('is shown with its way where the editor can show it', async () => {
    const uri = await editor.open('run.py', 'python', 'x = source()\ny = f(x)\nsink(y)\n');
    const [found] = await editor.diagnostics(uri, (all) => all.some(({ code }) => code === 'flow'));
    const { textDocument } = capabilities as {
      textDocument?: { publishDiagnostics?: { relatedInformation?: boolean } };
    };
    const places = found?.relatedInformation?.map(({ location }) => [
      location.uri,
      location.range.start.line,
      location.range.start.character,
    ]);
    expect(found?.range.start).toEqual({ line: 2, character: 0 });
    expect(places).toEqual(
      textDocument?.publishDiagnostics?.relatedInformation
        ? [
            [uri, 0, 4],
            [uri, 0, 0],
            [uri, 1, 0],
            [uri, 2, 0],
          ]
        : undefined,
    );
  });
});
