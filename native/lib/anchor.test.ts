// What a look at characters may rule out, and what it may not: each text is short, so that only the rule's words decide.
import { expect, test } from 'vitest';
import { RuleSet } from './index.js';

const count = (pattern: string, text: string): number => {
  const options = { constant_propagation: false };
  const rule = { id: 'r', languages: ['javascript'], severity: 'INFO', message: 'm', pattern, options };
  return new RuleSet([rule]).match([{ text, language: 'javascript' }])[0]?.matches.length ?? -1;
};

test.each([
  ['eval(...)', 'eval // why\n("a")', 1],
  ['eval(...)', '(eval)("a")', 1],
  ['eval(...)', 'eval?.("a")', 1],
  ['eval(...)', 'x = eval', 0],
  ['child_process.exec(...)', 'const {exec: e} = require("child_process"); e("a")', 1],
  ['child_process.exec(...)', 'import * as cp from "child_process";\ncp.exec("a")', 1],
  ['child_process.exec(...)', 'import {\n  exec as e,\n} from "child_process";\ne("a")', 1],
  ['child_process.exec(...)', 'child_process\n  .exec("a")', 1],
  ['child_process.exec(...)', 'child_process; other.exec("a")', 0],
  ['module.parent', 'module /* a */ . /* b */ parent', 1],
  ['new Array($N)', 'new (Array)(3)', 1],
  ['new Array($N)', 'new Array(3, 4)', 0],
  ['new Array($N)', 'new Array(f(3, 4))', 1],
  ['new Array($N)', 'new Array("a,b", )', 1],
  ['parseInt($X)', 'parseInt(a /* , */)', 1],
  ['location.href = $X', '(location.href) = a', 1],
  ['location.href = $X', 'location.href == a', 0],
  ['$X === $X', 'a.b === a.b', 1],
  ['$X === $X', '(a.b) === a . b', 1],
  ['$X === $X', 'f("x;", [1]) === f(\'x;\', [1])', 1],
  ['$X === $X', 'a /* c */ === a', 1],
  ['$X === $X', 'b.a === a', 0],
  ['$X === $X', 'a === a.b', 0],
  ['try { ... } catch ($E) { }', 'try { a() } catch (e) { /* nothing */ }', 1],
  ['try { ... } catch ($E) { }', 'try { a() } catch ({a = ")"}) {}', 1],
  ['try { ... } catch ($E) { }', 'try { a() } catch (e) { b() }', 0],
])('%s in %s: %i', (pattern, text, matches) => {
  expect(count(pattern, text)).toBe(matches);
});
