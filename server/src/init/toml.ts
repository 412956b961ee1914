import { parse, TomlError } from 'smol-toml';
import { FileProblem } from './problem.js';

/** Throws `FileProblem` with the place where the text is no TOML. */
export function checkToml(text: string, problem: string): void {
  try {
    parse(text.replace('\uFEFF', ''));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [first] = error.message.split('\n');
    throw new FileProblem(`${problem}: ${first} (line ${error.line}, column ${error.column}); mend it and try again`);
  }
}
