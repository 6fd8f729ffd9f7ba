import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { OperatorRefusal } from '../operatorRefusal.ts';
import { uploadPath } from '../uploads/keepFile.ts';

/** A file of an item: where it goes, below the folder of the export, and its content's hash. */
export interface ExportedFile {
  readonly path: string;
  readonly hash: string;
}

/** The provision file's name in the folder of an export. */
export const provisionFileName = 'provision.yaml';

const longestName = 180;

/**
 * Where an item's file lies in an export: in a folder of its own, so that names never meet, under the name that it came
 * with. Names that were uploaded may hold what no path of a provision file may.
 */
export function filePathOf(course: string, itemId: string, name: string): string {
  const safe = name.replace(/[\p{Cc}\p{Cs}/\\]/gu, '_').replace(/^\.+$/, '_');
  return `files/${course}/${itemId}/${cut(safe === '' ? '_' : safe)}`;
}

/** Keeps the ending, by which the type is known. */
function cut(name: string): string {
  if (Buffer.byteLength(name) <= longestName) return name;
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? '';
  let start = name.slice(0, name.length - ending.length);
  while (Buffer.byteLength(start + ending) > longestName) start = [...start].slice(0, -1).join('');
  return start + ending;
}

/**
 * Writes an export into a new or empty folder, which only its owner may read: it holds people's names.
 * @throws OperatorRefusal where there is something in the folder, or an upload is gone
 */
export async function writeExport(
  folder: string,
  written: { readonly text: string; readonly files: readonly ExportedFile[]; readonly uploadsDir: string },
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0) {
    throw new OperatorRefusal(`The folder ${folder} is not empty. Name a new one.`);
  }
  for (const { path, hash } of written.files) {
    const to = join(folder, path);
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    try {
      await pipeline(
        createReadStream(uploadPath(written.uploadsDir, hash)),
        createWriteStream(to, { flags: 'wx', mode: 0o600 }),
      );
    } catch (error) {
      throw new OperatorRefusal(
        `The upload for ${path} cannot be copied (${codeOf(error)}). Look at UPLOADS_DIR; the export is not whole.`,
      );
    }
  }
  // Last, so that a folder with a provision file is a whole export.
  await writeFile(join(folder, provisionFileName), written.text, { flag: 'wx', mode: 0o600 });
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
}
