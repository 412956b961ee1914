import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver/node';
import type { Sandbox } from '../vireon.js';
import { Editor, fixtures } from './editor.js';
import { workspace } from './workspace.js';

const PULLS = fixtures.find(({ name }) => name === 'vscode-codeserver-1.139.1')?.capabilities;
const RULE = [
  'rules:',
  '  - {id: call, languages: [typescript], severity: WARNING, message: found $F, pattern: $F(...)}',
  '  - {id: same, languages: [typescript], severity: WARNING, message: found $X, pattern: $X === $X}',
  '',
].join('\n');
const TEXT = Array.from(
  { length: 30 },
  (_, n) => `function f${n}(a) {\n  if (a === ${n}) g(a);\n  return h(a);\n}\n`,
).join('');

/** Typed letter by letter; the text is whole again after each. */
const typings: readonly (readonly [line: number, typed: string])[] = [
  [1, '  x === x;'],
  [42, '  call("🙂");'],
  [80, '  { const y = k(1); }'],
  [0, 'import z from "z";'],
  [118, '  m(2) + n(3);'],
];

const seen = (diagnostics: readonly Diagnostic[]) =>
  diagnostics.map(({ code, message, range }) => JSON.stringify([code, message, range])).sort();

describe('a document that is typed in', () => {
  let box: Sandbox;
  let editor: Editor;

  beforeEach(async () => {
    box = workspace();
    box.write({ '.vireon/rules/live.yaml': RULE });
    editor = await new Editor(box, PULLS).start();
  });
  afterEach(() => {
    editor.kill();
    box.remove();
  });

  it('gets the diagnostics of the same text opened anew', async () => {
    const uri = await editor.open('a.ts', 'typescript', TEXT);
    for (const [number, [line, typed]] of typings.entries()) {
      for (const [character, newText] of [`${typed}\n`].flatMap((text) =>
        [...text].map((one, i) => [i, one] as const),
      )) {
        const at = { line, character: character + (typed.slice(0, character).includes('🙂') ? 1 : 0) };
        await editor.type(uri, { range: { start: at, end: at }, newText });
        await editor.diagnostics(uri);
      }
      const anew = await editor.open(`anew-${number}.ts`, 'typescript', editor.text(uri));
      expect(seen(await editor.diagnostics(uri))).toEqual(seen(await editor.diagnostics(anew)));
    }
    expect(seen(await editor.diagnostics(uri)).length).toBeGreaterThan(60);
  });
});
