import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { decide } from '../src/decide/decide.js';

const published = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8'));

test('the published schemas are those of the code', () => {
  const script = fileURLToPath(new URL('../../scripts/schemas.mjs', import.meta.url));
  execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' });
});

test('a decision has the shape that is published', () => {
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 4 } };
  const finding = {
    rule: 'r',
    severity: 'ERROR',
    message: 'm',
    range,
    origin: { kind: 'argument', program: 'python', within: range },
    path: 'a',
    snippet: 's',
    fix: '',
    fresh: true,
    fingerprint: 'f',
  } as const;
  const rule = {
    id: 'r',
    languages: [],
    severity: 'WARNING',
    message: 'm',
    scope: 'user',
    file: '/r.yaml',
    line: 0,
    metadata: {},
    govern: {
      on: ['command'],
      decision: 'ask',
      obligations: ['warn'],
      shadow: false,
      priority: 0,
      alternatives: ['x'],
    },
  } as const;
  const decision = decide({
    act: 'command',
    actor: { kind: 'person' },
    findings: [finding],
    gaps: [{ message: 'g' }],
    rules: () => rule,
    ruleSet: 'sha256:0',
    strict: false,
  });
  const validate = new Ajv2020({ strictTypes: false }).compile(published('decision'));
  validate({ ...decision, record: '01' });
  expect(validate.errors).toBeNull();
});

interface Annotated {
  readonly examples?: readonly unknown[];
}

test('every example in the schema of rule files may stand where it is given', () => {
  const schema = published('rule-file');
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addSchema(schema, 'rules');
  const wrong: string[] = [];
  const visit = (part: unknown, pointer: string) => {
    if (typeof part !== 'object' || part === null) return;
    for (const example of (part as Annotated).examples ?? []) {
      const validate = ajv.compile({ $ref: `rules#${pointer}` });
      if (!validate(example)) wrong.push(`${pointer}: ${ajv.errorsText(validate.errors)}`);
    }
    for (const [key, inner] of Object.entries(part)) visit(inner, `${pointer}/${key}`);
  };
  visit(schema, '');
  expect(wrong).toEqual([]);
});

test.each(['proposal', 'decision', 'config', 'rule-file'])('the schema `%s` is valid by its own draft', (name) => {
  const ajv = new Ajv2020({ strict: false });
  expect(ajv.validateSchema(published(name))).toBe(true);
});
