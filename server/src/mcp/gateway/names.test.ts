import { expect, test } from 'vitest';
import { namesFor } from './names.js';

const named = (targets: readonly string[], several: boolean) => [
  ...namesFor(
    targets.map((text) => ({ server: text.slice(0, text.indexOf('/')), name: text.slice(text.indexOf('/') + 1) })),
    { several },
  ),
];

test.each([
  ['one server keeps its names', ['a/x', 'a/y.z'], false, ['x', 'y.z']],
  ['several have theirs in front', ['a/x', 'b/x'], true, ['a__x', 'b__x']],
  ['a name that is taken is told apart', ['a/b__x', 'a__b/x'], true, ['a__b__x', /^a__b__x_[0-9a-f]{8}$/]],
  ['other characters are replaced', ['a/send mail!'], true, [/^a__send_mail__[0-9a-f]{8}$/]],
  ['a long name is cut', [`a/${'x'.repeat(80)}`], true, [/^a__x{44}_[0-9a-f]{8}$/]],
])('%s', (_, targets, several, expected) => {
  const names = named(targets, several);
  expect(names.map(([name]) => name)).toEqual(
    expected.map((one) => (typeof one === 'string' ? one : expect.stringMatching(one))),
  );
  expect(names.map(([, { server, name }]) => `${server}/${name}`)).toEqual(targets);
});
