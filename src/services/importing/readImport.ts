import { rm } from 'node:fs/promises';
import { keepEntries } from '../../storage/importEntryStore.ts';
import {
  addImport,
  beatImport,
  changeImport,
  findImport,
  type Import,
  stepImport,
} from '../../storage/importStore.ts';
import { ZipRefusal } from '../zips/zipFaults.ts';
import { entriesOf } from './entriesOf.ts';
import {
  archivePath,
  dropStaging,
  type Importer,
  type ImportParts,
  stagingFolder,
  takeArchive,
  textsOf,
  waitingMs,
} from './importParts.ts';
import { ImportRefusal } from './manifest.ts';
import { planNow } from './planNow.ts';
import { importLimits, readTree } from './readTree.ts';
import { stageTree } from './stageTree.ts';

/** An archive that somebody hands in. */
export interface HandedIn {
  readonly by: Importer;
  /** Id of the folder that it goes into; '' for the top. */
  readonly folder: string;
  /** As it is called. */
  readonly name: string;
  /** Where it lies now, on the disk of the uploads. */
  readonly file: string;
}

/** Notes an import and takes its archive aside. */
export async function beginImport(parts: ImportParts, { by, folder, name, file }: HandedIn): Promise<number> {
  const madeAt = parts.now();
  const token = parts.newToken();
  await takeArchive(parts, { token }, file);
  const row = { ...by.scope, folder, token, name, madeAt, expiresAt: madeAt + waitingMs };
  return parts.door.write((sql) => addImport(sql, row));
}

export interface Work {
  readonly by: Importer;
  readonly id: number;
  /** Throws to stop. */
  readonly goOn: () => void;
}

/** No further work was wanted. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/**
 * Reads an archive that was handed in: unpacks it aside, and says of each entry what would become of it. Nothing of the
 * course changes. Never throws: what went wrong stands in the import's row.
 */
export async function readImport(parts: ImportParts, work: Work): Promise<void> {
  const one = await parts.door.read((sql) => findImport(sql, work.by.scope, { id: work.id }));
  if (one?.state !== 'reading') return;
  try {
    await unpack(parts, { one, work });
  } catch (thrown) {
    await dropStaging(parts, one);
    await failed(parts, one, thrown);
  }
}

async function unpack(
  parts: ImportParts,
  { one, work }: { readonly one: Import; readonly work: Work },
): Promise<void> {
  const { door } = parts;
  const progress = beats(parts, work);
  const { tree, close } = await readTree(archivePath(parts, one), importLimits(parts.limitMib));
  try {
    const mostFileBytes = parts.limitMib * 1024 * 1024;
    await stageTree(tree, { folder: stagingFolder(parts, one), mostFileBytes, progress });
  } finally {
    close();
  }
  await rm(archivePath(parts, one), { force: true });
  const entries = entriesOf(tree.nodes);
  const textOf = await textsOf(parts, one, entries);
  const { scope } = work.by;
  const { planned, mark } = await door.read((sql) =>
    planNow(sql, { scope, folder: one.folder, entries, textOf }),
  );
  await door.write(async (sql) => {
    if (!(await stepImport(sql, { id: one.id, from: 'reading' }, { state: 'ready', now: parts.now() })))
      throw new Stopped();
    await keepEntries(
      sql,
      one.id,
      planned.map(({ entry }) => entry),
    );
    await changeImport(sql, one.id, { kind: tree.kind, mark, done: planned.length, total: planned.length });
  });
}

const beatMs = 1_000;

/** Says now and then how far the work is; throws where no more is wanted. */
export function beats(
  parts: ImportParts,
  { id, goOn }: Work,
): (done: number, total: number) => Promise<void> {
  let last = parts.now();
  return async (done, total) => {
    goOn();
    const now = parts.now();
    if (now - last < beatMs) return;
    last = now;
    await parts.door.write((sql) => beatImport(sql, id, { done, total, now }));
  };
}

async function failed(parts: ImportParts, { id }: Import, thrown: unknown): Promise<void> {
  const problem = problemOf(thrown);
  if (problem === 'fault') parts.trouble(thrown);
  await parts.door
    .write((sql) => stepImport(sql, { id, from: 'reading' }, { state: 'failed', problem, now: parts.now() }))
    .catch(parts.trouble);
}

/** A word, and after a blank what it is about. */
export function problemOf(thrown: unknown): string {
  if (thrown instanceof Stopped) return 'interrupted';
  if (thrown instanceof ImportRefusal) return `${thrown.why} ${thrown.about}`.trim();
  if (thrown instanceof ZipRefusal) {
    const most = thrown.why === 'too-large' ? (thrown.most ?? 0) / 1024 / 1024 : thrown.most;
    return `zip:${thrown.why} ${most ?? ''}`.trim();
  }
  return 'fault';
}
