import { dirname } from 'node:path';
import type { IsCommonPassword } from '../../crypto/commonPasswords.ts';
import { pathsIn } from './checkContents.ts';
import { checkFile } from './checkFile.ts';
import { type Place, type ProvisionDocument, readDocument } from './document.ts';
import { type FilePath, type ProvisionFault, pathText, type Report, sortFaults } from './faults.ts';
import { mostBytes, readBytes, textOf, tooLarge } from './fileText.ts';
import { makePlan } from './makePlan.ts';
import { type FindFile, filesBelow, PathFault, type PlannedFile } from './pathFiles.ts';
import type { ProvisionPlan } from './plan.ts';
import type { ItemFiles } from './planCourse.ts';
import { provisionSchema } from './schema.ts';
import { reportIssues } from './schemaFaults.ts';

/** Either a plan, or every fault of the file; never both, because nothing is applied unless all is right. */
export type ReadProvision =
  | {
      readonly ok: true;
      readonly plan: ProvisionPlan;
      /** A fault at a place of the file that shows only when the plan is applied. */
      readonly faultAt: (path: FilePath, message: string) => ProvisionFault;
    }
  | { readonly ok: false; readonly faults: readonly ProvisionFault[] };

export interface ProvisionSource {
  /** What the faults call the file. */
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly findFile: FindFile;
  readonly isCommon: IsCommonPassword;
}

/**
 * Reads a provision file, YAML or JSON, with the files that it names; changes nothing and asks no database.
 * A file that cannot be read is a fault like others.
 */
export async function readProvisionFile(path: string, isCommon: IsCommonPassword): Promise<ReadProvision> {
  const bytes = await readBytes(path);
  if (typeof bytes === 'string') return { ok: false, faults: [wholeFile(path, bytes)] };
  return readProvision({ file: path, bytes, findFile: filesBelow(dirname(path)), isCommon });
}

export async function readProvision(source: ProvisionSource): Promise<ReadProvision> {
  const { file } = source;
  if (source.bytes.length > mostBytes) return { ok: false, faults: [wholeFile(file, tooLarge)] };
  const text = textOf(source.bytes);
  if (typeof text !== 'string') return { ok: false, faults: [{ file, column: 1, path: '', ...text }] };

  const document = readDocument(text);
  const faultAt = (path: FilePath, message: string, place: Place = document.place(path)): ProvisionFault => ({
    file,
    line: place.line,
    column: place.column,
    path: pathText(path),
    message,
  });
  const faults = document.faults.map((fault) => faultAt(fault.path, fault.message, fault));
  if (!document.wellFormed) return { ok: false, faults: sortFaults(faults) };

  // What could not even be read needs no second sentence from those who look at what came of it.
  const unread = new Set(faults.map((fault) => fault.path));
  const report: Report = (path, message) => {
    if (!unread.has(pathText(path))) faults.push(faultAt(path, message));
  };
  const reportKey: Report = (path, message) => {
    if (!unread.has(pathText(path))) faults.push(faultAt(path, message, document.keyPlace(path)));
  };
  const form = provisionSchema.safeParse(document.value);
  if (!form.success) reportIssues(form.error.issues, document, { report, reportKey });
  checkFile(document.value, source.isCommon, report);
  const files = await findFiles(document, source.findFile, report);
  if (!form.success || faults.length > 0) return { ok: false, faults: sortFaults(faults) };
  return { ok: true, plan: makePlan(form.data.domains, files), faultAt };
}

/** Looks for the file of every item; the same one may serve several. */
async function findFiles(
  document: ProvisionDocument,
  findFile: FindFile,
  report: Report,
): Promise<ItemFiles> {
  const files = new Map<string, PlannedFile>();
  for (const { path, at } of pathsIn(document.value)) {
    try {
      if (path !== '' && !files.has(path)) files.set(path, await findFile(path));
    } catch (fault) {
      if (!(fault instanceof PathFault)) throw fault;
      report(at, fault.message);
    }
  }
  return files;
}

function wholeFile(file: string, message: string): ProvisionFault {
  return { file, line: 1, column: 1, path: '', message };
}
