// The texts in what a server answers: all that an agent may read, taken out and put back.

type Change = (text: string) => string;

/** Members that are words of the protocol, or no text. */
const NOT_READ = new Set(['type', 'mimeType', 'role', 'resultType', 'cacheScope', 'data', 'method', 'requestState']);

/** Every text of a value, in a fixed order. */
export function textsOf(value: unknown): string[] {
  const texts: string[] = [];
  mapTexts(value, (text) => {
    texts.push(text);
    return text;
  });
  return texts;
}

/** The value with every text changed. */
export function mapTexts<T>(value: T, change: Change): T {
  return mapMember(value, change) as T;
}

function mapMember(value: unknown, change: Change, key = ''): unknown {
  if (typeof value === 'string') {
    if (key === 'blob') return mapBlob(value, change);
    return value === '' ? value : change(value);
  }
  if (Array.isArray(value)) return value.map((item) => mapMember(item, change, key));
  if (typeof value !== 'object' || value === null) return value;
  const isBinary = 'type' in value && (value.type === 'image' || value.type === 'audio');
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      // Only what is typed so is data of an image or a sound; anything else of that name is read.
      const skip = name === 'data' ? isBinary : NOT_READ.has(name) && typeof member === 'string';
      return [name, skip ? member : mapMember(member, change, name)];
    }),
  );
}

/** A file that is sent as bytes is read like any other where the bytes are text. */
function mapBlob(blob: string, change: Change): string {
  const bytes = Buffer.from(blob, 'base64');
  const text = bytes.toString('utf8');
  if (text === '' || !Buffer.from(text, 'utf8').equals(bytes) || text.includes('\0')) return blob;
  const changed = change(text);
  return changed === text ? blob : Buffer.from(changed, 'utf8').toString('base64');
}
