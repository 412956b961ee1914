// Where a simple command sends data to: requests that carry something, copies to other machines, open lines.

import { addressesIn, effectsOf } from './effects.js';
import { literal, parseOptions, programName, type Word } from './words.js';

/** What is longer than an honest query is data that leaves with an address. */
const LONG_QUERY = 120;
const LONG_SEGMENT = 120;
const SENDING_METHOD = /^(post|put|patch|propfind|delete)$/i;

interface Sending {
  readonly words: readonly Word[];
  /** Everything after the program. */
  readonly rest: readonly Word[];
  /** Its input comes from a pipe, a file or a here-document. */
  readonly isFed: boolean;
}

type Reader = (sending: Sending) => readonly string[];

const NET_CAT: Reader = ({ words, rest }) =>
  rest.some(({ text }) => /^(-[a-z]*[lz][a-z]*|--listen)$/.test(text)) ? [] : hostsOf(words, 'a network connection');

const READERS: Readonly<Record<string, Reader>> = {
  curl: ({ words, rest, isFed }) => requested(words, rest, hasCurlBody(rest) || (isFed && named(rest, 'T'))),
  wget: ({ words, rest }) =>
    requested(words, rest, rest.some(isOneOf(/^--(post|body)-(data|file)\b|^--method=(post|put|patch|delete)$/i))),
  http: httpie,
  https: httpie,
  xh: httpie,
  scp: copied,
  rsync: copied,
  sftp: ({ words }) => hostsOf(words, 'sftp'),
  lftp: ({ words }) => hostsOf(words, 'lftp'),
  ftp: ({ words }) => hostsOf(words, 'ftp'),
  tftp: ({ words }) => hostsOf(words, 'tftp'),
  ssh: ({ words, isFed }) => (isFed ? hostsOf(words, 'ssh') : []),
  nc: NET_CAT,
  ncat: NET_CAT,
  netcat: NET_CAT,
  telnet: ({ words, isFed }) => (isFed ? hostsOf(words, 'telnet') : []),
  socat: ({ words, rest }) => {
    const found = rest.flatMap(
      ({ text }) => /^(?:tcp|udp|openssl|ssl|sctp)\d?(?:-connect)?:([^:,]+)/i.exec(text)?.[1] ?? [],
    );
    return found.length > 0 ? found : hostsOf(words, undefined);
  },
  openssl: ({ rest }) => {
    if (rest[0]?.text !== 's_client') return [];
    const at = rest.findIndex(({ text }) => text === '-connect');
    return [rest[at + 1]?.text.replace(/:\d+$/, '') ?? 'openssl s_client'];
  },
  mail: () => ['mail'],
  mailx: () => ['mail'],
  mutt: () => ['mail'],
  sendmail: () => ['mail'],
  git: ({ rest }) => gitPush(rest),
  gh: ({ rest }) => githubSends(rest),
  glab: ({ rest }) => (rest[0]?.text === 'snippet' && rest[1]?.text === 'create' ? ['gitlab.com'] : []),
  aws: ({ rest }) => toBucket(rest, /^s3:\/\//),
  gsutil: ({ rest }) => toBucket(rest, /^gs:\/\//),
  gcloud: ({ rest }) => toBucket(rest, /^gs:\/\//),
  s3cmd: ({ rest }) => toBucket(rest, /^s3:\/\//),
  mc: ({ rest }) => (/^(cp|mv|mirror|pipe)$/.test(rest[0]?.text ?? '') ? [rest.at(-1)?.text ?? 'mc'] : []),
  rclone: ({ rest }) => {
    const target = rest.at(-1)?.text ?? '';
    const copies = /^(copy|copyto|sync|move|moveto|rcat|bisync)$/.test(rest[0]?.text ?? '');
    return copies && /^[\w.-]+:/.test(target) ? [target] : [];
  },
  az: ({ rest }) => (/ (upload|upload-batch)( |$)/.test(line(rest)) ? ['azure storage'] : []),
  dig: asked,
  nslookup: asked,
  host: asked,
  ping: asked,
};

/** Hosts, else the name of what takes it. A command that only fetches sends nothing. */
export function sendsOf(words: readonly Word[], isFed: boolean): readonly string[] {
  const [first, ...rest] = words;
  const read = first === undefined ? undefined : READERS[programName(first)];
  return read?.({ words, rest, isFed }) ?? [];
}

/** True where an address carries more than it names. */
export function isLoaded(url: string, isKnown = true): boolean {
  const [, path = '', query = ''] = /^[a-z][a-z0-9+.-]*:\/*[^/?#]*([^?#]*)(.*)$/is.exec(url) ?? [];
  if (!isKnown && /[$`]/.test(path + query)) return true;
  return query.length > LONG_QUERY || path.split('/').some((segment) => segment.length > LONG_SEGMENT);
}

function requested(words: readonly Word[], rest: readonly Word[], hasBody: boolean): readonly string[] {
  const isSent = hasBody || rest.some((word) => isAddress(word) && isLoaded(word.text, word.known));
  return isSent ? hostsOf(words, 'an address that is only known when it runs') : [];
}

function isAddress({ text }: Word): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /^[\w-]+(\.[\w-]+)+[/?]/.test(text);
}

const CURL_BODY =
  /^(--data(-ascii|-binary|-raw|-urlencode)?|--form(-string)?|--json|--upload-file|--url-query)(=|$)|^-[a-zA-Z]*[dFT]/;

function hasCurlBody(rest: readonly Word[]): boolean {
  return rest.some(({ text, known }, index) => {
    if (CURL_BODY.test(text) && !/^-[a-zA-Z]*[oHuAebKXm]./.test(text)) return true;
    const before = rest[index - 1]?.text ?? '';
    const method = /^(?:-X|--request=)(.+)$/.exec(text)?.[1] ?? (/^(-[a-zA-Z]*X|--request)$/.test(before) ? text : '');
    if (SENDING_METHOD.test(method)) return true;
    // A header that is filled in when it runs; that of a credential is what it is for.
    return /^(-[a-zA-Z]*H|--header)$/.test(before) && !known && !CREDENTIAL_HEADER.test(text);
  });
}

const CREDENTIAL_HEADER = /^[\w-]*(authorization|api-?key|token|cookie|auth|if-none-match|etag)[\w-]*\s*:/i;

function httpie({ words, rest }: Sending): readonly string[] {
  const operands = rest.filter(({ text }) => !text.startsWith('-')).map(({ text }) => text);
  const [first = '', ...items] = operands;
  const isSent = SENDING_METHOD.test(first) || items.some((item) => /^[\w.[\]-]+(:?=|:?=@|@)(?!=)/.test(item));
  return requested(words, rest, isSent);
}

function copied({ rest, words }: Sending): readonly string[] {
  const { operands } = parseOptions(
    rest,
    { values: 'cFiJloPSefTBM', long: ['--rsh', '--exclude', '--include', '--filter', '--files-from'] },
    false,
  );
  const target = operands.at(-1)?.text ?? '';
  if (!/^([\w.+-]+@)?[\w.$-]+:|^rsync:\/\//.test(target)) return [];
  return hostsOf([words[0] ?? literal('scp'), literal('.'), literal(target)], target.replace(/:.*/s, ''));
}

/** To an address; a remote that is known by its name is where the work belongs. */
function gitPush(rest: readonly Word[]): readonly string[] {
  const at = rest.findIndex(({ text }) => text === 'push');
  if (at < 0 || rest.slice(0, at).some(({ text }) => /^[a-z]/.test(text) && !text.includes('=') && !text.includes('/')))
    return [];
  const { operands } = parseOptions(rest.slice(at + 1), { values: 'o', long: ['--repo', '--push-option'] }, false);
  const [remote] = operands;
  if (remote === undefined) return [];
  const host = /^[\w.-]+@([\w.-]+):/.exec(remote.text)?.[1];
  return host === undefined ? addressesIn(remote.text) : [host];
}

function githubSends(rest: readonly Word[]): readonly string[] {
  const [group, verb] = rest.map(({ text }) => text);
  if (group === 'gist' && (verb === 'create' || verb === 'edit')) return ['gist.github.com'];
  if (group !== 'api') return [];
  const isSent = rest.some(
    ({ text }, index) =>
      /^(-[fF]|--field|--raw-field|--input)(=|$)/.test(text) ||
      (/^(-X|--method)$/.test(rest[index - 1]?.text ?? '') && SENDING_METHOD.test(text)),
  );
  return isSent ? ['api.github.com'] : [];
}

function toBucket(rest: readonly Word[], bucket: RegExp): readonly string[] {
  if (!/(^| )(cp|sync|mv|rsync|put)( |$)/.test(line(rest))) return [];
  const places = rest.filter(({ text }) => !text.startsWith('-')).map(({ text }) => text);
  const target = places.at(-1) ?? '';
  return bucket.test(target) && !bucket.test(places.at(-2) ?? '') ? addressesIn(target) : [];
}

/** A name that is put together when it runs, or is longer than names are, carries data to whoever answers for it. */
function asked({ rest }: Sending): readonly string[] {
  return rest
    .filter(({ text, known }) => !text.startsWith('-') && text.includes('.') && (!known || text.length > 100))
    .map(({ text }) => text.replace(/^.*?([\w-]+\.[a-z]{2,})\.?$/i, '$1'));
}

function hostsOf(words: readonly Word[], otherwise: string | undefined): readonly string[] {
  const { hosts } = effectsOf(words);
  const bare = words
    .slice(1)
    .flatMap(({ text }) => /^([\w-]+(?:\.[\w-]+)+)(?:[:/?]|$)/.exec(text)?.[1]?.toLowerCase() ?? [])
    .filter((host) => /[a-z]/.test(host.slice(host.lastIndexOf('.'))) || /^[\d.]+$/.test(host));
  const found = hosts.length > 0 ? hosts : bare;
  return found.length > 0 || otherwise === undefined ? [...new Set(found)] : [otherwise];
}

function isOneOf(pattern: RegExp): (word: Word) => boolean {
  return ({ text }) => pattern.test(text);
}

function named(rest: readonly Word[], letter: string): boolean {
  return rest.some(({ text }) => new RegExp(`^-[a-zA-Z]*${letter}`).test(text));
}

function line(rest: readonly Word[]): string {
  return ` ${rest.map(({ text }) => text).join(' ')} `;
}
