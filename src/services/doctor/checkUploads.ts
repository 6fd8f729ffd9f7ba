import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Finding, finding } from './finding.ts';

/** Can files be kept and read there? A folder that is not there yet is made with the first file. */
export async function checkUploads(folder: string): Promise<Finding> {
  if (await isThere(folder)) {
    if (!(await stat(folder)).isDirectory()) return finding('uploads', 'fail', `${folder} is no folder`);
    if (await mayWrite(folder)) return finding('uploads', 'ok', `${folder} can be written`);
    return finding('uploads', 'fail', `${folder} cannot be written; it must belong to Tinygate's user`);
  }
  let nearest = dirname(folder);
  while (!(await isThere(nearest)) && nearest !== dirname(nearest)) nearest = dirname(nearest);
  if (await mayWrite(nearest)) return finding('uploads', 'ok', `${folder} is made with the first file`);
  return finding('uploads', 'fail', `${folder} is not there and cannot be made`);
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function mayWrite(folder: string): Promise<boolean> {
  return access(folder, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}
