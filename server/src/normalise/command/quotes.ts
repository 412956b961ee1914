// Whether a shell text ends inside a quote, so that the shell refuses the statement that it stands in.

/**
 * The commands before the quote are found all the same; what is inside it is never run. With here-documents, whose bodies
 * have quotes of their own kind, nothing is said.
 */
export function isLeftOpen(text: string): boolean {
  if (text.includes('<<') || text.includes('`') || text.includes('$(')) return false;
  let open = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
    if (c === '\\' && open !== "'") i++;
    else if (open === '' && c === '#' && /^[\s;&|(]?$/.test(text[i - 1] ?? '')) i = endOfLine(text, i);
    else if (open === '' && (c === '"' || c === "'")) open = c;
    else if (c === open) open = '';
  }
  return open !== '';
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
