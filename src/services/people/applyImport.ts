import { type AuditEntry, addAudit } from '../../storage/auditStore.ts';
import { lockDomain } from '../../storage/domainStore.ts';
import type { Door } from '../../storage/door.ts';
import { draftOf, dropDraft, hasDraft, keepDraft } from '../../storage/importDraftStore.ts';
import { addPeople, changePerson } from '../../storage/rosterStore.ts';
import { type CsvEncoding, textFromCsv } from '../csvEncoding.ts';
import type { CsvFault } from '../csvIn.ts';
import { actorOf, type DomainCoordinator } from '../rights/coordinators.ts';
import { judgePeople, type PeoplePreview, type PeopleTable, readPeopleTable } from './importPeople.ts';

/** How long a list waits for its second step. */
const draftMs = 24 * 60 * 60_000;

export interface HandedIn {
  /** A file's bytes, or text that was pasted. */
  readonly content: Uint8Array | string;
  readonly encoding: CsvEncoding;
}

export type HandedInPeople =
  | { readonly kind: 'kept'; readonly id: number }
  | { readonly kind: 'fault'; readonly fault: CsvFault };

/** First step: the list is read and kept, and nothing is applied. */
export async function handInPeople(
  door: Door,
  { by, handedIn }: { readonly by: DomainCoordinator; readonly handedIn: HandedIn },
  now: number,
): Promise<HandedInPeople> {
  const content = textFromCsv(handedIn.content, handedIn.encoding);
  if (typeof content !== 'string') return { kind: 'fault', fault: content };
  const { domainId } = by.domain;
  const table = await readPeopleTable(content);
  if (table.kind === 'fault') return table;
  const draft = { domainId, personId: by.person.id, content };
  const id = await door.write((sql) => keepDraft(sql, draft, { now, expiresAt: now + draftMs }));
  return { kind: 'kept', id };
}

/** What the list would do at this moment; undefined where it is over, or somebody else's. */
export async function previewPeople(
  door: Door,
  draft: DraftOf,
  now: number,
): Promise<PeoplePreview | undefined> {
  const table = await tableOf(door, draft, now);
  if (table === undefined) return undefined;
  return door.read((sql) => judgePeople(sql, { domainId: draft.by.domain.domainId, table }));
}

export interface DraftOf {
  readonly by: DomainCoordinator;
  readonly id: number;
}

async function tableOf(door: Door, { by, id }: DraftOf, now: number): Promise<PeopleTable | undefined> {
  const whose = { id, domainId: by.domain.domainId, personId: by.person.id };
  const content = await door.read((sql) => draftOf(sql, whose, now));
  const table = content === undefined ? undefined : await readPeopleTable(content);
  return table?.kind === 'rows' ? table : undefined;
}

export type AppliedPeople =
  | { readonly kind: 'gone' }
  | { readonly kind: 'applied'; readonly made: number; readonly changed: number }
  /** A row cannot be applied, so none was; the second look says which. */
  | { readonly kind: 'faults' };

/** Second step: judged once more, under the domain's lock, and applied as a whole or not at all. Again, it changes nothing. */
export async function applyPeople(door: Door, { by, id }: DraftOf, now: number): Promise<AppliedPeople> {
  const { domainId } = by.domain;
  // Reading takes a while, for which nobody else should have to wait.
  const table = await tableOf(door, { by, id }, now);
  if (table === undefined) return { kind: 'gone' };
  return door.write(async (sql): Promise<AppliedPeople> => {
    await lockDomain(sql, by.domain.name);
    // Of two clicks the second finds nothing any more.
    if (!(await hasDraft(sql, { id, domainId, personId: by.person.id }))) return { kind: 'gone' };
    const read = await judgePeople(sql, { domainId, table });
    if (read.counts.fault > 0) return { kind: 'faults' };
    const { made, changed } = read.plan;
    const fresh = { domainCoordinator: false, disabled: false, passwordHash: null };
    await addPeople(sql, domainId, { people: made.map((person) => ({ ...person, ...fresh })), now });
    for (const { person, after } of changed) {
      const settings = {
        ...after,
        username: person.username,
        domainCoordinator: person.domainCoordinator,
      };
      await changePerson(sql, { domainId, personId: person.id }, settings);
    }
    const entries = auditOf(read, { domainId, actor: actorOf(by) });
    if (entries.length > 0) await addAudit(sql, entries, now);
    await dropDraft(sql, id, by.person.id);
    return { kind: 'applied', made: made.length, changed: changed.length };
  });
}

function auditOf(
  { plan }: PeoplePreview,
  { domainId, actor }: { readonly domainId: number; readonly actor: string },
): readonly AuditEntry[] {
  const entry = { domainId, courseId: null, actor };
  return [
    ...plan.made.map(({ username, displayName, email }) => ({
      ...entry,
      deed: 'person-made' as const,
      object: username,
      after: { name: displayName, email, password: 'none' },
    })),
    ...plan.changed.map(({ person, after }) => ({
      ...entry,
      deed: 'person-changed' as const,
      object: person.username,
      before: { name: person.displayName, email: person.email },
      after: { name: after.displayName, email: after.email },
    })),
  ];
}
