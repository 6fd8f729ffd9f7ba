import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeptFile } from '../../storage/contentsStore.ts';
import type { NewSiteEntry } from '../../storage/siteStore.ts';
import { keepAll } from '../sites/keepSite.ts';
import { judgeSite, type UnpackedSite, unpackSite } from '../sites/unpackSite.ts';
import { uploadPath } from '../uploads/keepFile.ts';
import type { ZipFault } from '../zips/zipFaults.ts';
import { PathFault, type PlannedFile } from './pathFiles.ts';

/** Files of items, and what is in them where they are sites. */
export type KeptFiles = ReadonlyMap<PlannedFile, KeptFile & { readonly site?: readonly NewSiteEntry[] }>;

/** Operators know what they put in; still no archive fills a disk. */
const mostBytes = 4 * 1024 ** 3;

/**
 * The files of a site, kept by their content; a dry run only looks whether it would be taken.
 * @throws PathFault where it would not be
 */
export async function siteIn(
  file: PlannedFile,
  { uploadsDir, dryRun }: { readonly uploadsDir: string; readonly dryRun: boolean },
): Promise<readonly NewSiteEntry[]> {
  const handle = await file.open();
  try {
    // The very file that was found, whatever its path leads to by now.
    const archive = `/dev/fd/${handle.fd}`;
    if (dryRun) return filesOf(await judgeSite(archive, mostBytes));
    await mkdir(uploadsDir, { recursive: true, mode: 0o700 });
    const folder = await mkdtemp(join(uploadsDir, 'site-'));
    try {
      const files = filesOf(await unpackSite(archive, { folder, mostBytes }));
      await keepAll(
        (hash) => uploadPath(uploadsDir, hash),
        files.map(({ received }) => received),
      );
      return files;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } finally {
    await handle.close();
  }
}

function filesOf(unpacked: UnpackedSite) {
  if (unpacked.kind === 'site') return unpacked.files;
  if (unpacked.kind === 'no-index') throw new PathFault('is a zip without an index.html');
  const { why, path } = unpacked.refusal;
  throw new PathFault(`${path === undefined ? '' : `holds ${JSON.stringify(path)}, which `}${inWords[why]}`);
}

const inWords: Readonly<Record<ZipFault, string>> = {
  'not-a-zip': 'is not a zip',
  broken: 'is damaged',
  'several-disks': 'is one part of an archive of several',
  'too-many-entries': 'has too many entries for a site',
  'too-large': 'would be too large when unpacked',
  bomb: 'would unpack to more than a hundred times its size',
  overlapping: 'has entries that share their bytes',
  encrypted: 'is protected by a password',
  symlink: 'is a symbolic link',
  special: 'is neither a file nor a folder',
  'unknown-method': 'is packed in an unknown way',
  absolute: 'has an absolute name',
  parent: "leads out of the archive ('..')",
  'control-character': 'has a control character in its name',
  'bad-name': 'has a name that cannot be read',
  'long-name': 'has too long a name',
  repeated: 'has the name of another entry',
};
