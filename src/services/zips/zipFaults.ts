/** Why a whole archive is not taken. */
export const archiveFaults = [
  'not-a-zip',
  'broken',
  'several-disks',
  'too-many-entries',
  'too-large',
  'bomb',
  'overlapping',
] as const;

/** Why an entry of an archive is not taken; the others may still be good. */
export const entryFaults = [
  'encrypted',
  'symlink',
  'special',
  'unknown-method',
  'absolute',
  'parent',
  'control-character',
  'bad-name',
  'long-name',
  'repeated',
] as const;

export type ArchiveFault = (typeof archiveFaults)[number];
export type EntryFault = (typeof entryFaults)[number];
export type ZipFault = ArchiveFault | EntryFault;

/** An archive that is not taken, or no longer: `path` is the entry on which it failed, `most` the limit that it passed. */
export class ZipRefusal extends Error {
  readonly why: ZipFault;
  readonly path: string | undefined;
  readonly most: number | undefined;

  constructor(why: ZipFault, about: { readonly path?: string; readonly most?: number } = {}) {
    super(`this archive is not taken: ${why}`);
    this.why = why;
    this.path = about.path;
    this.most = about.most;
  }
}

/** How much an archive may hold. */
export interface ZipLimits {
  readonly entries: number;
  /** Unpacked, in bytes. */
  readonly bytes: number;
}

/** How many times its own size an archive may unpack to, beyond what no disk minds. */
export const mostRatio = 100;
export const freeBytes = 64 * 1024 * 1024;
