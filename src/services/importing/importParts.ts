import { link, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CourseScope } from '../../storage/courseStore.ts';
import type { Door } from '../../storage/door.ts';
import type { Import } from '../../storage/importStore.ts';
import { uploadPath } from '../uploads/keepFile.ts';
import type { PathOf } from '../uploads/keepReceived.ts';
import type { StagedEntry } from './entriesOf.ts';

/** What importing works with. */
export interface ImportParts {
  readonly door: Door;
  /** Where uploads lie; archives wait there, too, on the same disk. */
  readonly folder: string;
  readonly pathOf: PathOf;
  readonly limitMib: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly newToken: () => string;
  /** For the operator: a fault of ours. */
  readonly trouble: (error: unknown) => void;
}

/** Where it goes, and who does it, as the audit trail says. */
export interface Importer {
  readonly scope: CourseScope;
  readonly actor: string;
}

/** How long an archive waits to be confirmed, and how long the report of one that was imported is kept. */
export const waitingMs = 24 * 3_600_000;
export const reportMs = 30 * waitingMs;

/** Where the content of an import waits. */
export function stagingFolder({ folder }: ImportParts, { token }: Pick<Import, 'token'>): string {
  return join(folder, 'imports', token);
}

export function archivePath(parts: ImportParts, one: Pick<Import, 'token'>): string {
  return join(stagingFolder(parts, one), 'archive.zip');
}

/** Takes an archive aside, before its request is over. */
export async function takeArchive(
  parts: ImportParts,
  one: Pick<Import, 'token'>,
  file: string,
): Promise<void> {
  await mkdir(stagingFolder(parts, one), { recursive: true, mode: 0o700 });
  await link(file, archivePath(parts, one));
}

export async function dropStaging(parts: ImportParts, one: Pick<Import, 'token'>): Promise<void> {
  await rm(stagingFolder(parts, one), { recursive: true, force: true });
}

/** The texts of all pages of an import, by their hashes. */
export async function textsOf(
  parts: ImportParts,
  one: Pick<Import, 'token'>,
  entries: readonly StagedEntry[],
): Promise<(hash: string) => string> {
  const texts = new Map<string, string>();
  for (const { kind, hash } of entries) {
    if (kind !== 'page' || hash === null || texts.has(hash)) continue;
    texts.set(hash, await readFile(uploadPath(stagingFolder(parts, one), hash), 'utf8'));
  }
  return (hash) => texts.get(hash) ?? '';
}

/** The files of an import, each content once. */
export function filesOf(
  parts: ImportParts,
  one: Pick<Import, 'token'>,
  entries: readonly StagedEntry[],
): readonly { readonly path: string; readonly hash: string; readonly size: number }[] {
  const files = new Map<string, number>();
  for (const { kind, hash, size } of entries) {
    if (kind === 'file' && hash !== null && size !== null) files.set(hash, size);
  }
  const folder = stagingFolder(parts, one);
  return [...files].map(([hash, size]) => ({ path: uploadPath(folder, hash), hash, size }));
}
