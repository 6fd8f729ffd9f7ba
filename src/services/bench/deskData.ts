import { sha256 } from '../../crypto/digest.ts';
import { Passwords } from '../../crypto/passwords.ts';
import { randomSecret } from '../../crypto/randomTokens.ts';
import { searchWordsOf } from '../../model/searchWords.ts';
import type { Secret } from '../../model/secret.ts';
import { usernameFold } from '../../model/username.ts';
import { benchOwners } from '../../storage/bench/benchDatabase.ts';
import { deskLayoutOf, deskPilesOf } from '../../storage/bench/deskPiles.ts';
import { journalPile, referenceOf } from '../../storage/bench/journalPile.ts';
import {
  type BenchLayout,
  benchDomain,
  courseIdOf,
  itemIdOf,
  shortIdOf,
  usernameOf,
} from '../../storage/bench/layout.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { addRow, changeRows } from '../../storage/rowWriting.ts';
import { inDatabase } from '../database/openDatabase.ts';
import { countLaunches } from '../journal/countLaunches.ts';
import { keepObjects } from './deskObjects.ts';
import { type BenchParts, fill } from './prepareDatabase.ts';

/** Who looks at the pages: coordinators of the domain and of its first course. */
export const benchCoordinators = { domain: 'bench-dc', course: 'bench-cc' } as const;

/** What stands where in addresses of such a database. */
const benchNames = {
  domain: benchDomain,
  course: courseIdOf(0),
  item: itemIdOf(0),
  username: usernameOf(1),
  reference: referenceOf(0),
  link: shortIdOf(0),
  id: shortIdOf(0),
} as const;

export interface PreparedDesk {
  readonly password: Secret;
  /** What stands where in addresses, for each of the coordinators. */
  readonly names: Readonly<Record<keyof typeof benchCoordinators, typeof benchNames & Drafts>>;
}

interface Drafts {
  /** The list that waits to be imported. */
  readonly draft: string;
}

/** Lists that are imported have so many rows, where there are as many people. */
const mostListed = 1_000;

/** Fills the journal, counts it, and gives two coordinators a password of this run. */
export function prepareDesk(
  parts: Omit<BenchParts, 'layout'>,
  { layout, rows }: { readonly layout: BenchLayout; readonly rows: number },
): Promise<PreparedDesk> {
  return inDatabase(parts.databaseUrl, async (door) => {
    const owners = await door.read(benchOwners);
    for (const pile of deskPilesOf(layout, owners)) await fill(door, pile, parts);
    await fill(door, journalPile(layout, { owners, rows }), parts);
    await countAll(door, parts);
    const password = randomSecret();
    const { clock, cores } = parts;
    const hash = await new Passwords({ cores, clock }).hashPassword(password);
    const courseId = await door.read((sql) => firstCourse(sql, owners.domainId));
    const { domainId } = owners;
    const drafts = await door.write(async (sql) => {
      const made = { domainId, hash, at: owners.madeAt };
      const coordinators = {
        domain: await keepPerson(sql, benchCoordinators.domain, { ...made, courseId: undefined }),
        course: await keepPerson(sql, benchCoordinators.course, { ...made, courseId }),
      };
      const listed = Math.min(mostListed, deskLayoutOf(layout).big, layout.people);
      return keepObjects(sql, { domainId, courseId, coordinators, listed, now: clock() });
    });
    const names = {
      domain: { ...benchNames, draft: String(drafts.peopleDraft) },
      course: { ...benchNames, draft: String(drafts.rosterDraft) },
    };
    return { password, names };
  });
}

/** Twice: what comes after a mark is counted in the next turn. */
async function countAll(door: Door, { clock, goOn, progress }: Omit<BenchParts, 'layout'>): Promise<void> {
  progress('counted days', 0, 1);
  const by = { clock, holder: 'bench', goOn, rest: async () => undefined };
  for (let turn = 0; turn < 2; turn += 1)
    await countLaunches(door, { ...by, settled: -60_000, batch: 10_000 });
  progress('counted days', 1, 1);
}

async function firstCourse(sql: Sql, domainId: number): Promise<number> {
  const text = 'SELECT id FROM courses WHERE domain_id = ? AND course_id = ?';
  const [row] = await sql.rows<{ id: number }>(text, [domainId, courseIdOf(0)]);
  if (!row) throw new Error('The first course is not there.');
  return row.id;
}

interface Coordinator {
  readonly domainId: number;
  readonly hash: string;
  readonly at: number;
  /** Undefined: of the domain. */
  readonly courseId: number | undefined;
}

/** A person of an earlier run gets the password of this one. */
async function keepPerson(sql: Sql, username: string, made: Coordinator): Promise<number> {
  const { domainId, hash, at, courseId } = made;
  const text = 'SELECT id FROM people WHERE domain_id = ? AND username = ?';
  const [known] = await sql.rows<{ id: number }>(text, [domainId, username]);
  if (known) {
    await changeRows(sql, 'people', { password_hash: hash }, { id: known.id });
    return known.id;
  }
  const person_id = await addRow(sql, 'people', {
    domain_id: domainId,
    username,
    fold_hash: sha256(usernameFold(username)),
    display_name: username,
    password_hash: hash,
    domain_coordinator: courseId === undefined ? 1 : 0,
    sessions_after: 0,
    created_at: at,
    search_words: searchWordsOf({ username, displayName: username, email: null }),
  });
  if (courseId === undefined) return person_id;
  const role = { domain_id: domainId, course_id: courseId, person_id, role: 'coordinator', section: '' };
  await addRow(sql, 'roles', role);
  return person_id;
}
