// Programs that do what another one does under another name: rules speak of the one that everybody knows.

import { literal, parseOptions, programName, type Word } from './words.js';

type Reader = (rest: readonly Word[]) => readonly Word[] | undefined;

const remover: Reader = (rest) => {
  const { operands } = parseOptions(rest, { long: ['--preserve-root', '--impl', '--tmp', '--max-retries'] }, false);
  return operands.length === 0 ? undefined : [literal('rm'), literal('-rf'), ...operands];
};

const named =
  (...names: readonly string[]): Reader =>
  (rest) => [...names.map(literal), ...rest];

/** `cmake -E rm`, whose verbs are programs of every system. */
const cmake: Reader = (rest) => {
  const [option, verb, ...words] = rest;
  if (option?.text !== '-E' || verb === undefined) return undefined;
  if (/^(?:rm|remove|touch|copy|rename|cat|env|echo)$/.test(verb.text))
    return [literal(CMAKE[verb.text] ?? verb.text), ...words];
  return verb.text === 'remove_directory' ? [literal('rm'), literal('-rf'), ...words] : undefined;
};

const CMAKE: Readonly<Record<string, string>> = { remove: 'rm', copy: 'cp', rename: 'mv' };

/** `http DELETE localhost:9200/x a=b` is a request of curl. */
const httpie: Reader = (rest) => {
  const [method, address, ...items] = rest.filter(({ text }) => !text.startsWith('-'));
  if (method === undefined || address === undefined || !/^(?:GET|POST|PUT|PATCH|DELETE|HEAD)$/i.test(method.text))
    return undefined;
  const body = items.flatMap((item) => [literal('-d'), item]);
  return [literal('curl'), literal('-X'), literal(method.text.toUpperCase()), ...body, address];
};

const READERS: Readonly<Record<string, Reader>> = {
  rimraf: remover,
  'del-cli': remover,
  'trash-cli': remover,
  'fs-extra': remover,
  premove: remover,
  cmake,
  http: httpie,
  https: httpie,
  xh: httpie,
  'docker-compose': named('docker', 'compose'),
  'podman-compose': named('docker', 'compose'),
  podman: named('docker'),
  nerdctl: named('docker'),
  valkey: named('redis'),
  'valkey-cli': named('redis-cli'),
  'keydb-cli': named('redis-cli'),
  mariadb: named('mysql'),
  opentofu: named('terraform'),
  tofu: named('terraform'),
  oc: named('kubectl'),
  microk8s: (rest) => (rest[0]?.text === 'kubectl' ? rest : undefined),
  minikube: (rest) =>
    rest[0]?.text === 'kubectl' ? [literal('kubectl'), ...rest.slice(rest[1]?.text === '--' ? 2 : 1)] : undefined,
  k3s: (rest) => (rest[0]?.text === 'kubectl' ? rest : undefined),
  kubecolor: named('kubectl'),
  hub: named('git'),
};

/** The GNU programs under the names that macOS gives them. */
const GNU = /^g(rm|mv|cp|find|xargs|sed|awk|dd|shred|truncate|chmod|chown|tar|ln|cat|rmdir|unlink|install)$/;

/** The same command in the words of the other program. */
export function kinOf(words: readonly Word[]): readonly Word[] | undefined {
  const [first, ...rest] = words;
  if (first === undefined) return undefined;
  // `npx rimraf@5`
  const program = programName(first).replace(/(?<=.)@[\w.^~-]+$/, '');
  const gnu = GNU.exec(program)?.[1];
  return gnu === undefined ? READERS[program]?.(rest) : [literal(gnu), ...rest];
}
