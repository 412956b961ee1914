import { expect, test } from 'vitest';
import type { ActKind } from '../model/act.js';
import type { Actor } from '../model/actor.js';
import type { Finding } from '../model/finding.js';
import type { Govern, Rule } from '../model/rule.js';
import { decide } from './decide.js';

const AGENT: Actor = { kind: 'agent', host: 'claude-code' };
const CI: Actor = { kind: 'ci' };
const PERSON: Actor = { kind: 'person' };

type Spec = Partial<Govern> & { readonly scope?: Rule['scope'] };

const RULES: Readonly<Record<string, Spec>> = {
  deny: { decision: 'deny' },
  ask: { decision: 'ask' },
  warn: { decision: 'allow', obligations: ['warn'] },
  snap: { decision: 'allow', obligations: ['snapshot'] },
  info: { decision: 'allow' },
  secret: { decision: 'deny', obligations: ['redact'] },
  shadow: { decision: 'deny', shadow: true },
  'deny-first': { decision: 'deny', priority: 5 },
  'deny-user': { decision: 'deny', scope: 'user' },
  'deny-org': { decision: 'deny', scope: 'organisation' },
  lift: { decision: 'allow', lifts: true },
  'lift-first': { decision: 'allow', lifts: true, priority: 5 },
  'lift-user': { decision: 'allow', lifts: true, scope: 'user' },
  'lift-org': { decision: 'allow', lifts: true, scope: 'organisation' },
};

function rule(id: string): Rule {
  const { scope = 'workspace', ...govern } = RULES[id] ?? {};
  return {
    id,
    languages: ['bash'],
    severity: 'ERROR',
    message: id,
    scope,
    file: '/r.yaml',
    line: 0,
    metadata: {},
    govern: {
      on: ['command'],
      decision: 'deny',
      obligations: [],
      shadow: false,
      priority: 0,
      alternatives: [],
      ...govern,
    },
  };
}

/** `deny@3-9 old`: the rule, its columns, and whether the finding lies on old lines; `nested` and `facts` set the origin. */
function finding(text: string): Finding {
  const [, id = '', start = '0', end = '10', rest = ''] = /^([\w-]+)(?:@(\d+)-(\d+))?(.*)$/.exec(text) ?? [];
  const range = { start: { line: 0, character: Number(start) }, end: { line: 0, character: Number(end) } };
  const snippet = /"([^"]*)"/.exec(rest)?.[1] ?? 'text';
  return {
    rule: id,
    severity: 'ERROR',
    message: id,
    range,
    origin: rest.includes('nested')
      ? { kind: 'nested-command', within: range }
      : rest.includes('facts')
        ? { kind: 'facts' }
        : { kind: 'command' },
    snippet,
    fresh: !rest.includes('old'),
    fingerprint: text,
  };
}

interface Extra {
  readonly act?: ActKind;
  readonly actor?: Actor;
  readonly gaps?: readonly string[];
  readonly strict?: boolean;
}

function judged(
  findings: readonly string[],
  { act = 'command', actor = AGENT, gaps = [], strict = false }: Extra = {},
) {
  return decide({
    act,
    actor,
    findings: findings.map(finding),
    rules: (id) => (id in RULES ? rule(id) : undefined),
    gaps: gaps.map((message) => ({ message })),
    ruleSet: 'sha256:0',
    strict,
  });
}

const VERDICTS: readonly [string, readonly string[], Extra, string][] = [
  ['nothing found', [], {}, 'allow'],
  ['the strictest wins', ['ask', 'deny', 'warn'], {}, 'deny'],
  ['ask before allow', ['warn', 'ask'], {}, 'ask'],
  ['a warning allows', ['warn'], {}, 'allow'],
  ['old lines decide nothing', ['deny old'], {}, 'allow'],
  ['shadow decides nothing', ['shadow'], {}, 'allow'],
  ['a file at rest is never stopped', ['deny'], { act: 'file', actor: PERSON }, 'allow'],
  ['an edit by a person is judged', ['deny'], { act: 'edit', actor: PERSON }, 'deny'],
  ['nobody can be asked', ['ask'], { actor: CI }, 'deny'],
  ['what is taken out of a result does no harm', ['secret'], { act: 'tool-result' }, 'allow'],
  ['nothing is taken out of a command', ['secret'], {}, 'deny'],
  ['a result is denied otherwise', ['deny', 'secret'], { act: 'tool-result' }, 'deny'],
  ['a gap asks', [], { gaps: ['?'] }, 'ask'],
  ['a gap asks for an edit', [], { gaps: ['?'], act: 'edit' }, 'ask'],
  ['a gap asks for a tool call', [], { gaps: ['?'], act: 'tool-call' }, 'ask'],
  ['a gap where nobody can be asked', [], { gaps: ['?'], actor: CI }, 'deny'],
  ['a gap in a strict workspace', [], { gaps: ['?'], strict: true }, 'deny'],
  ['a gap does not soften', ['deny'], { gaps: ['?'] }, 'deny'],
  ['a gap on a read', [], { gaps: ['?'], act: 'read' }, 'allow'],
  ['a gap on a prompt', [], { gaps: ['?'], act: 'prompt' }, 'allow'],
  ['an allow lifts its own scope', ['deny', 'lift'], {}, 'allow'],
  ['an allow by default lifts nothing', ['deny', 'info'], {}, 'deny'],
  ['an allow does not reach up', ['deny-user', 'lift'], {}, 'deny'],
  ['an allow reaches down', ['deny', 'lift-user'], {}, 'allow'],
  ['an organisation outranks a user', ['deny-org', 'lift-user'], {}, 'deny'],
  ['an organisation may lift its own', ['deny-org', 'lift-org'], {}, 'allow'],
  ['priority holds against a lower allow', ['deny-first', 'lift'], {}, 'deny'],
  ['equal priority lifts', ['deny-first', 'lift-first'], {}, 'allow'],
  ['an allow on old lines lifts nothing', ['deny', 'lift old'], {}, 'deny'],
  ['an allow speaks for its own place', ['deny@20-30', 'lift@0-10'], {}, 'deny'],
  ['an allow around the place', ['deny@3-6', 'lift@0-10'], {}, 'allow'],
  ['an allow inside the place is too small', ['deny@0-10', 'lift@3-6'], {}, 'deny'],
  ['an allow about text says nothing of facts', ['deny facts', 'lift'], {}, 'deny'],
  ['one of two lifted', ['deny@0-5', 'deny@20-30', 'lift@0-10'], {}, 'deny'],
  ['nested: other words in one command', ['deny "rm -rf /" nested', 'lift "git push" nested'], {}, 'deny'],
  ['nested: the same words', ['deny "git push" nested', 'lift "git push -f" nested'], {}, 'allow'],
  ['an unknown rule does not deny', ['stranger'], {}, 'allow'],
];

test.each(VERDICTS)('%s', (_, findings, extra, verdict) => {
  expect(judged(findings, extra).verdict).toBe(verdict);
});

test('a lifted reason names what lifted it', () => {
  const { reasons } = judged(['deny', 'lift']);
  expect(reasons.find((reason) => reason.rule === 'deny')).toMatchObject({ decision: 'allow', liftedBy: 'lift' });
});

test('a reason in shadow keeps what it would say', () => {
  expect(judged(['shadow']).reasons).toMatchObject([{ rule: 'shadow', decision: 'deny', shadow: true }]);
});

const OBLIGATIONS: readonly [string, readonly string[], readonly string[]][] = [
  ['come with an allow', ['warn', 'snap'], ['warn warn', 'snapshot snap']],
  ['come with a question', ['ask', 'snap'], ['snapshot snap']],
  ['do not come with a denial', ['deny', 'warn'], []],
  ['are said once', ['warn@0-3', 'warn@5-8'], ['warn warn']],
  ['not on old lines', ['warn old'], []],
];

test.each(OBLIGATIONS)('obligations %s', (_, findings, expected) => {
  expect(judged(findings).obligations.map(({ kind, rule: id }) => `${kind} ${id}`)).toEqual(expected);
});

test('what decided comes first', () => {
  const { reasons } = judged(['warn', 'deny old', 'ask', 'deny@20-30']);
  expect(reasons.map((reason) => `${reason.rule}${reason.fresh ? '' : ' old'}`)).toEqual([
    'deny',
    'ask',
    'warn',
    'deny old',
  ]);
});

test('a gap becomes a reason of its own', () => {
  expect(judged([], { gaps: ['half a command'] }).reasons).toMatchObject([
    { rule: 'vireon/not-understood', message: 'half a command', decision: 'ask' },
  ]);
});
