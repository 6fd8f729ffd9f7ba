import { constants } from 'node:fs';
import {
  chown,
  copyFile,
  type FileHandle,
  link,
  mkdir,
  open,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { dirname } from 'node:path';
import { newKeyId } from './dataKey.ts';
import { KeyFileFault, systemCode } from './keyFileFault.ts';

const longestFile = 65_536;

/**
 * The text of a key file.
 * @throws KeyFileFault where it is missing, no ordinary file, open to group or others, or cannot be read.
 */
export async function readKeyText(path: string): Promise<string> {
  const file = await openForReading(path);
  try {
    const { mode, size } = await file.stat().then((found) => {
      if (!found.isFile()) throw new KeyFileFault(path, 'unreadable', 'is not a file; name a file instead');
      return found;
    });
    if ((mode & 0o077) !== 0) {
      const shown = (mode & 0o777).toString(8).padStart(4, '0');
      const sentence = `others on this machine may open it (mode ${shown}); run: chmod 600 '${path}'`;
      throw new KeyFileFault(path, 'readable-by-others', sentence);
    }
    if (size > longestFile) throw new KeyFileFault(path, 'malformed', 'is too long to be a key file');
    return await file.readFile('utf8');
  } catch (error) {
    if (error instanceof KeyFileFault) throw error;
    throw new KeyFileFault(path, 'unreadable', `cannot be read (${systemCode(error)})`);
  } finally {
    await file.close();
  }
}

/**
 * Writes a new key file with mode 0600, whole or not at all, on the disk before this returns. Never overwrites.
 * The text goes to a neighbour first, so that another process never reads half a key.
 * @throws KeyFileFault `exists` where there is one already, `unreadable` where the folder does not allow it.
 */
export async function writeNewKeyText(path: string, text: string): Promise<void> {
  const folder = dirname(path);
  const draft = `${path}.${newKeyId()}.new`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeDraft(draft, text);
    await placeWithoutOverwriting(draft, path);
    await rm(draft, { force: true });
    await syncFolder(folder);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    if (error instanceof KeyFileFault) throw error;
    throw new KeyFileFault(
      path,
      'unreadable',
      `cannot be made (${systemCode(error)}); make its folder writable`,
    );
  }
}

/**
 * Puts another text in the place of a key file, whole or not at all, with mode 0600 and the owner that it had.
 * @throws KeyFileFault `unreadable` where the folder does not allow it; the file is as it was.
 */
export async function replaceKeyText(path: string, text: string): Promise<void> {
  let draft: string | undefined;
  try {
    // The file that a symbolic link leads to is replaced, not the link.
    const place = await realpath(path);
    draft = `${place}.${newKeyId()}.new`;
    const { uid, gid } = await stat(place);
    await writeDraft(draft, text);
    await giveTo(draft, { uid, gid });
    await rename(draft, place);
    await syncFolder(dirname(place));
  } catch (error) {
    if (draft !== undefined) await rm(draft, { force: true }).catch(() => undefined);
    const way = 'make its folder writable, and run this as the user that it belongs to';
    throw new KeyFileFault(path, 'unreadable', `cannot be changed (${systemCode(error)}); ${way}`);
  }
}

async function giveTo(draft: string, owner: { readonly uid: number; readonly gid: number }): Promise<void> {
  const made = await stat(draft);
  // Only root may give a file away, and a file that the server cannot read would stop it.
  if (made.uid !== owner.uid || made.gid !== owner.gid) await chown(draft, owner.uid, owner.gid);
}

async function openForReading(path: string): Promise<FileHandle> {
  try {
    // Without O_NONBLOCK the start would hang for ever on a named pipe.
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT') {
      throw new KeyFileFault(
        path,
        'missing',
        'there is no such file; put the key file back from its safe copy',
      );
    }
    throw new KeyFileFault(path, 'unreadable', `cannot be read (${code}); it must belong to Tinygate's user`);
  }
}

async function writeDraft(draft: string, text: string): Promise<void> {
  const file = await open(draft, 'wx', 0o600);
  try {
    // The process's umask may have taken even the owner's rights.
    await file.chmod(0o600);
    await file.writeFile(text, 'utf8');
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Gives a finished draft its name, unless that is taken.
 * @throws KeyFileFault `exists`
 */
export async function placeWithoutOverwriting(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path).catch(async (error: unknown) => {
      // Some network and removable file systems know no hard links.
      if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(systemCode(error))) throw error;
      await copyFile(draft, path, constants.COPYFILE_EXCL);
    });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    throw new KeyFileFault(path, 'exists', 'is there already and stays as it is');
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
