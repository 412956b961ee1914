// Paths as the bytes that they are: a name need not be valid UTF-8. Each byte is one character of a string.

export type BytePath = string & { readonly bytes: unique symbol };

export function toBytes(path: string): BytePath {
  return Buffer.from(path, 'utf8').toString('latin1') as BytePath;
}

/** For the file system. */
export function raw(path: BytePath): Buffer {
  return Buffer.from(path, 'latin1');
}

/** For people. */
export function shownPath(path: BytePath): string {
  return raw(path).toString('utf8');
}

export function parentOf(path: BytePath): BytePath {
  const end = path.lastIndexOf('/');
  return (end <= 0 ? '/' : path.slice(0, end)) as BytePath;
}

export function nameOf(path: BytePath): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function within(folder: BytePath, name: string): BytePath {
  return (folder === '/' ? `/${name}` : `${folder}/${name}`) as BytePath;
}

/** True for the folder itself too. */
export function isBelow(path: BytePath, folder: BytePath): boolean {
  return path === folder || folder === '/' || path.startsWith(`${folder}/`);
}

export function ancestorsOf(path: BytePath): BytePath[] {
  return path === '/' ? [] : [...ancestorsOf(parentOf(path)), parentOf(path)];
}
