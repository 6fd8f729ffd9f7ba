import type { OneTimeOwner } from './administratorStore.ts';
import type { Door, SqlValue } from './door.ts';
import { padded, places } from './inList.ts';

/** One session of somebody's own; `mark` names it in forms. */
export interface OwnSession {
  readonly mark: string;
  /** Browser and system, in two words; undefined for a session by launch, and where it was not kept yet. */
  readonly agent: string | undefined;
  /** Undefined for a session by password; else where a launch led. */
  readonly item: string | undefined;
  readonly course: string | undefined;
  readonly startedAt: number;
  readonly seenAt: number;
}

/** Which sessions are looked for, by what is shown of them. */
export interface OwnSearch {
  /** Sessions by password: all, or those of these browsers and systems (as `agent` is kept). */
  readonly agents: 'all' | readonly string[];
  /** Sessions by launch: all, or those whose item or course is like this (`LIKE`). */
  readonly led: 'all' | { readonly pattern: string };
}

/** Which part of the list; those by password come first. */
export interface OwnPart {
  /** Undefined: all of them. */
  readonly search: OwnSearch | undefined;
  readonly offset: number;
  readonly most: number;
}

interface AccountRow {
  id_hash: Buffer;
  agent: string | null;
  started_at: number;
  seen_at: number;
}

interface LaunchRow {
  launch_key: Buffer;
  title: string | null;
  course: string | null;
  started_at: number;
  seen_at: number;
}

function place(owner: OneTimeOwner): readonly ['person_id' | 'administrator_id', number] {
  return 'personId' in owner ? ['person_id', owner.personId] : ['administrator_id', owner.administratorId];
}

/**
 * Sessions that last at this moment, by password and then by launch, the newest of each first; how many the search found,
 * and how many there are.
 */
export function ownSessions(
  door: Door,
  { owner, now }: { readonly owner: OneTimeOwner; readonly now: number },
  { search, offset, most }: OwnPart,
): Promise<{ readonly sessions: readonly OwnSession[]; readonly found: number; readonly total: number }> {
  const [column, id] = place(owner);
  const byPassword = `FROM account_sessions WHERE ${column} = ? AND expires_at > ?`;
  const byLaunch = `FROM launch_sessions s LEFT JOIN courses c ON c.id = s.course_id
    LEFT JOIN items i ON i.id = s.item_id WHERE s.person_id = ? AND s.state = 'open' AND s.expires_at > ?`;
  const mine: Found = { text: byPassword, values: [id, now] };
  const launched: Found = { text: byLaunch, values: [id, now] };
  return door.read(async (sql) => {
    const count = async ({ text, values }: Found) => {
      const [row] = await sql.rows<{ n: number }>(`SELECT COUNT(*) AS n ${text}`, values);
      return Number(row?.n ?? 0);
    };
    const isPerson = column === 'person_id';
    const both = async (one: Found, other: Found) =>
      [await count(one), isPerson ? await count(other) : 0] as const;
    const [all, allLaunched] = await both(mine, launched);
    const wanted = { mine: ofAgents(mine, search), launched: ledTo(launched, search) };
    const [first, second] = search ? await both(wanted.mine, wanted.launched) : [all, allLaunched];
    const part = (from: number, size: number) => `LIMIT ${Math.trunc(size)} OFFSET ${Math.trunc(from)}`;
    const accounts = await sql.rows<AccountRow>(
      `SELECT id_hash, agent, started_at, seen_at ${wanted.mine.text} ORDER BY started_at DESC, id_hash ${part(offset, most)}`,
      wanted.mine.values,
    );
    const left = most - accounts.length;
    const launches =
      second === 0 || left === 0
        ? []
        : await sql.rows<LaunchRow>(
            `SELECT s.launch_key, i.title, c.title AS course, s.started_at, s.seen_at ${wanted.launched.text}
             ORDER BY s.started_at DESC, s.launch_key ${part(Math.max(0, offset - first), left)}`,
            wanted.launched.values,
          );
    const sessions = [...accounts.map(accountFrom), ...launches.map(launchFrom)];
    return { sessions, found: first + second, total: all + allLaunched };
  });
}

/** What stands behind a SELECT, with its values. */
interface Found {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

function ofAgents({ text, values }: Found, search: OwnSearch | undefined): Found {
  if (search === undefined || search.agents === 'all') return { text, values };
  if (search.agents.length === 0) return { text: `${text} AND 1 = 0`, values };
  const agents = padded(search.agents);
  return { text: `${text} AND agent IN (${places(search.agents)})`, values: [...values, ...agents] };
}

function ledTo({ text, values }: Found, search: OwnSearch | undefined): Found {
  if (search === undefined || search.led === 'all') return { text, values };
  const { pattern } = search.led;
  const like = "(i.title LIKE ? ESCAPE '!' OR c.title LIKE ? ESCAPE '!')";
  return { text: `${text} AND ${like}`, values: [...values, pattern, pattern] };
}

function accountFrom(row: AccountRow): OwnSession {
  const mark = row.id_hash.toString('hex');
  return { mark, agent: row.agent ?? undefined, item: undefined, course: undefined, ...timesOf(row) };
}

function launchFrom(row: LaunchRow): OwnSession {
  const mark = row.launch_key.toString('hex');
  return { mark, agent: undefined, item: row.title ?? '', course: row.course ?? '', ...timesOf(row) };
}

function timesOf({ started_at, seen_at }: { readonly started_at: number; readonly seen_at: number }) {
  return { startedAt: Number(started_at), seenAt: Number(seen_at) };
}

/** Ends one of somebody's own sessions; false where it was not theirs, or has ended. */
export function endOwnSession(door: Door, owner: OneTimeOwner, mark: string): Promise<boolean> {
  const [column, id] = place(owner);
  const bytes = Buffer.from(mark, 'hex');
  return door.write(async (sql) => {
    const account = `DELETE FROM account_sessions WHERE id_hash = ? AND ${column} = ?`;
    if ((await sql.run(account, [bytes, id])).affected === 1) return true;
    if (column !== 'person_id') return false;
    const launch = 'DELETE FROM launch_sessions WHERE launch_key = ? AND person_id = ?';
    return (await sql.run(launch, [bytes, id])).affected === 1;
  });
}
