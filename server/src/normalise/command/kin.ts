// Programs that do what another one does under another name: rules speak of the one that everybody knows.

import { literal, parseOptions, programName, type Word } from './words.js';

type Reader = (rest: readonly Word[]) => readonly Word[] | undefined;

/** What cleans a project before it is built, unless it leaves the folder that it runs in. */
const remover: Reader = (rest) => {
  const { operands } = parseOptions(rest, { long: ['--preserve-root', '--impl', '--tmp', '--max-retries'] }, false);
  if (operands.length === 0) return undefined;
  const isBelow = operands.every(
    ({ text, known }) => known && /^(?:\.\/)?[\w@!][^\s~]*$/.test(text) && !text.includes('..'),
  );
  return [literal('rm'), literal(isBelow ? '-r' : '-rf'), ...operands];
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

/** `$PYTHON -m pip`, `"${GIT}" push`: by its name alone one knows what the variable holds. */
const BY_NAME =
  /^\$\{?_?(python3?|pip3?|node|npm|npx|yarn|pnpm|cc|cxx|gcc|clang|ld|ar|make|cmake|go|cargo|rustc|java|javac|mvn|gradle|ruby|perl|php|git|docker|podman|kubectl|helm|terraform|aws|gcloud|psql|mysql|curl|wget|rm|cp|mv|bash|tar|sed|awk|grep|find|jq|ssh|rsync|npm_node_execpath|npm_execpath)(?:_?(?:bin|exe|cmd|command|path|executable))?\}?$/i;
const NAMES: Readonly<Record<string, string>> = { npm_node_execpath: 'node', npm_execpath: 'npm', cxx: 'c++' };

/** The program that an unknown variable holds by convention. */
export function namedByVariable(word: Word): Word | undefined {
  const name = word.known ? undefined : BY_NAME.exec(word.text)?.[1]?.toLowerCase();
  return name === undefined ? undefined : literal(NAMES[name] ?? name);
}

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
