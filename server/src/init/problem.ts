/** A file that cannot be set up as it stands; the message says where and what to do. It is left untouched. */
export class FileProblem extends Error {
  override readonly name = 'FileProblem';
}
