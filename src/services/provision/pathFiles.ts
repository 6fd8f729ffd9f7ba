import { constants } from 'node:fs';
import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';

/** A file that an item names; opened when the plan is applied. */
export interface PlannedFile {
  /** As the provision file writes it. */
  readonly path: string;
  /**
   * Opens it for reading. The caller closes the handle, and takes size and hash from it.
   * @throws PathFault where the file has meanwhile gone, or become something else
   */
  open(): Promise<FileHandle>;
}

/** Finds a file by the path in a provision file, or throws a PathFault whose message is a sentence. */
export type FindFile = (path: string) => Promise<PlannedFile>;

export class PathFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PathFault';
  }
}

/**
 * Files below one folder and nowhere else: no absolute path, no way up, and no symbolic link that leads out. A
 * provision file from elsewhere could otherwise put the root key among the course's resources.
 */
export function filesBelow(folder: string): FindFile {
  return async (path) => {
    const where = await resolveInside(folder, path);
    return { path, open: () => openInside(folder, path, where) };
  };
}

async function resolveInside(folder: string, path: string): Promise<string> {
  if (isAbsolute(path) || /^[A-Za-z]:|^~|\\|[\p{Cc}]/u.test(path)) {
    throw new PathFault('must be relative to the provision file, with / between folders');
  }
  if (path.split('/').includes('..')) throw new PathFault("must not lead above the provision file ('..')");
  try {
    const inside = relative(await realpath(folder), await realpath(join(folder, path)));
    if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
      throw new PathFault('leads out of the folder of the provision file by a symbolic link');
    }
    const where = join(await realpath(folder), inside);
    // Asked before opening: opening a pipe would wait for ever.
    if (!(await stat(where)).isFile()) throw new PathFault('is not a regular file');
    return where;
  } catch (fault) {
    throw fault instanceof PathFault ? fault : new PathFault(sentenceFor(fault));
  }
}

async function openInside(folder: string, path: string, expected: string): Promise<FileHandle> {
  const where = await resolveInside(folder, path);
  if (where !== expected) throw new PathFault('now leads to another file than when it was read');
  const handle = await openRegular(where);
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new PathFault('is not a regular file any more');
}

async function openRegular(where: string): Promise<FileHandle> {
  try {
    return await open(where, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (fault) {
    throw new PathFault(sentenceFor(fault));
  }
}

/** Node's own message would show where things lie on this machine. */
function sentenceFor(fault: unknown): string {
  const code = typeof fault === 'object' && fault !== null && 'code' in fault ? fault.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'no such file beside the provision file';
  if (code === 'EACCES' || code === 'EPERM') return 'this file may not be read';
  if (code === 'ELOOP') return 'its symbolic links lead in a circle';
  return 'this file cannot be read';
}
