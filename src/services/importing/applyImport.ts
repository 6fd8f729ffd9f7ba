import { addAudit } from '../../storage/auditStore.ts';
import { lockCourse } from '../../storage/courseLock.ts';
import type { Sql } from '../../storage/door.ts';
import { type ImportEntry, keepEntries, listEntries } from '../../storage/importEntryStore.ts';
import { keepSources } from '../../storage/importSourceStore.ts';
import { changeImport, findImport, type Import, stepImport } from '../../storage/importStore.ts';
import { hashesInUse } from '../../storage/treeStore.ts';
import { dropUnused, keepReceived } from '../uploads/keepReceived.ts';
import type { StagedEntry } from './entriesOf.ts';
import { dropStaging, filesOf, type ImportParts, reportMs, textsOf, waitingMs } from './importParts.ts';
import { planNow } from './planNow.ts';
import { putItems } from './putItems.ts';
import { beats, problemOf, Stopped, type Work } from './readImport.ts';

/** More entries than an import has. */
const all = { offset: 0, most: 1_000_000 } as const;

/**
 * Puts an import that waits to be applied into its course: all of it in one transaction, or nothing. Files are given
 * their places before; the row says so, so that whoever finds it left alone takes them away again. Never throws.
 */
export async function applyImport(parts: ImportParts, work: Work): Promise<void> {
  const { door } = parts;
  const { scope } = work.by;
  const one = await door.read((sql) => findImport(sql, scope, { id: work.id }));
  if (one?.state !== 'applying') return;
  const stored = await door.read((sql) => listEntries(sql, { importId: one.id, ...everything }, all));
  const entries = stored.map(asStaged);
  const files = filesOf(parts, one, entries);
  try {
    const progress = beats(parts, work);
    for (const [done, file] of files.entries()) {
      await progress(done, files.length + 1);
      await keepReceived(parts.pathOf, file);
    }
    const textOf = await textsOf(parts, one, entries);
    const put = await door.write((sql) => putIn(sql, parts, { one, work, entries, textOf }));
    // Somebody may have thrown the same content away meanwhile.
    if (put) for (const file of files) await keepReceived(parts.pathOf, file);
    await dropContents(parts, put ? put.replaced : files.map(({ hash }) => hash));
    if (put) await dropStaging(parts, one);
  } catch (thrown) {
    const problem = problemOf(thrown);
    if (problem === 'fault') parts.trouble(thrown);
    await giveBack(parts, one, problem).catch(parts.trouble);
  }
}

const everything = { verdict: undefined, pattern: undefined };

/** What was said of an entry only because of how the course was then. */
const saidOfCourse = new Set(['dead-links', 'edited-here', 'other-kind', 'around-it', 'too-deep']);

function asStaged({ verdict: _verdict, itemId: _itemId, ...entry }: ImportEntry): StagedEntry {
  return saidOfCourse.has(entry.reason) ? { ...entry, reason: '', detail: '' } : entry;
}

interface Putting {
  readonly one: Import;
  readonly work: Work;
  readonly entries: readonly StagedEntry[];
  readonly textOf: (hash: string) => string;
}

/** Undefined where the course changed since it was looked at: nothing was done, and the row says what would be now. */
async function putIn(
  sql: Sql,
  parts: ImportParts,
  { one, work, entries, textOf }: Putting,
): Promise<{ readonly replaced: readonly string[] } | undefined> {
  const { scope, actor } = work.by;
  const now = parts.now();
  await lockCourse(sql, scope);
  const held = await findImport(sql, scope, { id: one.id, hold: true });
  if (held?.state !== 'applying') throw new Stopped();
  const plan = await planNow(sql, { scope, folder: one.folder, entries, textOf });
  if (plan.mark !== held.mark) {
    await keepEntries(
      sql,
      one.id,
      plan.planned.map(({ entry }) => entry),
    );
    await changeImport(sql, one.id, { state: 'ready', problem: 'meanwhile', mark: plan.mark, beat_at: now });
    return undefined;
  }
  const { audits, sources, replaced } = await putItems(sql, work.by, plan);
  await keepSources(sql, scope, { folder: plan.folder?.id ?? 0, archive: one.name, sources });
  const counts = { made: 0, changed: 0, same: 0, kept: 0, 'left-out': 0 };
  for (const { entry } of plan.planned) counts[entry.verdict] += 1;
  const { domainId, courseId } = scope;
  const after = { ...counts, folder: plan.folder?.itemId ?? null };
  await addAudit(
    sql,
    [{ domainId, courseId, actor, deed: 'contents-imported', object: one.name, after }, ...audits],
    now,
  );
  await changeImport(sql, one.id, { state: 'done', problem: '', beat_at: now, expires_at: now + reportMs });
  return { replaced };
}

/** Takes files away that no item shows. */
async function dropContents({ door, pathOf }: ImportParts, hashes: readonly string[]): Promise<void> {
  await dropUnused(pathOf, hashes, (some) => door.read((sql) => hashesInUse(sql, some)));
}

/**
 * Undoes what an import has begun, so that it waits to be confirmed again. Does nothing where somebody else was first.
 */
export async function giveBack(parts: ImportParts, one: Import, problem: string): Promise<void> {
  const now = parts.now();
  const isOurs = await parts.door.write(async (sql) => {
    const stepped = await stepImport(sql, { id: one.id, from: 'applying' }, { state: 'ready', problem, now });
    if (stepped) await changeImport(sql, one.id, { expires_at: now + waitingMs });
    return stepped;
  });
  if (!isOurs) return;
  const stored = await parts.door.read((sql) => listEntries(sql, { importId: one.id, ...everything }, all));
  await dropContents(
    parts,
    filesOf(parts, one, stored).map(({ hash }) => hash),
  );
}
