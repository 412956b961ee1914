/** What stands in the way of an undo that was agreed to; `undefined` where nothing does. */
export function refusal(
  token: string,
  foreign: { readonly path: string; readonly since: string } | undefined,
  order: { readonly token: string; readonly force: boolean },
): string | undefined {
  if (token !== order.token) return 'files changed between the look and the undo; look again with `vireon undo`';
  if (foreign === undefined || order.force) return undefined;
  return `\`${foreign.path}\` ${foreign.since}; nothing was undone. \`--force\` undoes it all the same`;
}
