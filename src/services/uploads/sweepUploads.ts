import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { uploadPath } from './keepFile.ts';

export interface UploadSweep {
  /** Where uploads lie. */
  readonly folder: string;
  /** Which of these contents items show. */
  readonly inUse: (hashes: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Nobody who writes one leaves it alone for so long. */
const strayMs = 3_600_000;

/** Takes away drafts of processes that were killed in the middle, and gives back what one of them had put aside. */
export async function sweepUploads({ folder, inUse, now }: UploadSweep): Promise<void> {
  const isLeft = async (path: string): Promise<boolean> => {
    const found = await stat(path).catch(() => undefined);
    return found?.isFile() === true && now - Math.max(found.mtimeMs, found.ctimeMs) > strayMs;
  };
  for (const at of await foldersIn(folder)) {
    const names = await readdir(at).catch(() => []);
    const aside: { readonly path: string; readonly hash: string }[] = [];
    for (const name of names) {
      const path = join(at, name);
      const hash = /^([0-9a-f]{64})\.[\w-]+\.old$/.exec(name)?.[1];
      const isDraft = /^[\w-]+(?:\.[\w-]+)?\.new$/.test(name);
      if ((hash === undefined && !isDraft) || !(await isLeft(path))) continue;
      if (hash === undefined) await rm(path, { force: true });
      else aside.push({ path, hash });
    }
    await giveBack(folder, aside, inUse);
  }
}

async function giveBack(
  folder: string,
  aside: readonly { readonly path: string; readonly hash: string }[],
  inUse: UploadSweep['inUse'],
): Promise<void> {
  if (aside.length === 0) return;
  const wanted = await inUse(aside.map(({ hash }) => hash));
  for (const { path, hash } of aside) {
    const place = uploadPath(folder, hash);
    const isThere = await stat(place).then(
      () => true,
      () => false,
    );
    if (wanted.has(hash) && !isThere) await rename(path, place);
    else await rm(path, { force: true });
  }
}

/** The folder itself, and those that part contents by the first letters of their hashes. */
async function foldersIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return [folder, ...names.filter((name) => /^[0-9a-f]{2}$/.test(name)).map((name) => join(folder, name))];
}
