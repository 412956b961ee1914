import { readText, removeFile, removeFolders, writeText } from './disk.js';
import type { ManifestStore } from './manifest.js';
import type { Plan, PlannedChange, Unchanged } from './plan.js';
import { FileProblem } from './problem.js';

export interface Applied {
  readonly done: readonly PlannedChange[];
  readonly problems: readonly Unchanged[];
}

/** Does what a plan shows. What it did is in the manifest before it is done, so that a crash leaves nothing unknown. */
export async function apply({ changes }: Pick<Plan, 'changes'>, manifest: ManifestStore): Promise<Applied> {
  const done: PlannedChange[] = [];
  const problems: Unchanged[] = [];
  for (const change of changes) {
    try {
      await applyOne(change, manifest);
      done.push(change);
    } catch (error) {
      if (!(error instanceof FileProblem)) throw error;
      problems.push({ file: change.wanted.file, hosts: change.wanted.hosts, problem: error.message });
    }
  }
  if (changes.some(({ entry }) => entry === undefined)) await removeOurFolders(manifest);
  return { done, problems };
}

async function applyOne(change: PlannedChange, manifest: ManifestStore): Promise<void> {
  const { target, current, next, entry, wanted } = change;
  if ((await readText(target)) !== current) {
    throw new FileProblem('it changed while you looked at this; run the command again');
  }
  const earlier = await manifest.read();
  const files = earlier.files.filter(({ file }) => file !== wanted.file);
  if (entry !== undefined) await manifest.write({ ...earlier, files: [...files, entry] });
  try {
    const made = await write(change);
    if (entry === undefined) await manifest.write({ ...earlier, files });
    else if (made.length > 0)
      await manifest.write({ files: [...files, entry], folders: [...earlier.folders, ...made] });
  } catch (error) {
    if (next !== undefined && (await readText(target)) !== next) await manifest.write(earlier);
    throw error;
  }
}

async function write({ target, current, next, wanted }: PlannedChange): Promise<readonly string[]> {
  if (next === undefined) await removeFile(target);
  return next === undefined || next === current ? [] : writeText(target, next, wanted.mode);
}

/** A folder in which something of the user's stands by now is theirs. */
async function removeOurFolders(manifest: ManifestStore): Promise<void> {
  const { files, folders } = await manifest.read();
  const left = await removeFolders(folders);
  const isUsed = (folder: string) => files.some(({ file }) => file.startsWith(`${folder}/`));
  await manifest.write({ files, folders: left.filter(isUsed) });
}
