import { shortIdOf, usernameOf } from '../../storage/bench/layout.ts';
import type { Sql } from '../../storage/door.ts';
import { keepDraft } from '../../storage/importDraftStore.ts';
import { addSamples } from '../../storage/launchSampleStore.ts';
import { addMenu, menusOf } from '../../storage/menuStore.ts';
import { protectorNamed } from '../../storage/namedProtector.ts';
import { raiseLastNumber } from '../../storage/protectorNumbers.ts';
import { addProtector, type ProtectorOwner } from '../../storage/protectorStore.ts';
import { addRow } from '../../storage/rowWriting.ts';

export interface DeskOwners {
  readonly domainId: number;
  readonly courseId: number;
  readonly coordinators: { readonly domain: number; readonly course: number };
  /** How many rows lists have that wait to be imported. */
  readonly listed: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What some pages are about and nothing else makes: a course's own protector, its last launches, lists to import. */
export async function keepObjects(
  sql: Sql,
  owners: DeskOwners,
): Promise<{ readonly peopleDraft: number; readonly rosterDraft: number }> {
  const { domainId, courseId, now } = owners;
  const own: ProtectorOwner = { level: 'course', domainId, courseId };
  const known = await protectorNamed(sql, own, { level: 'course', number: 1 });
  if (!known) await addCourseProtector(sql, own, now);
  const ofDomain = await protectorNamed(sql, own, { level: 'domain', number: 1 });
  const ofCourse = await protectorNamed(sql, own, { level: 'course', number: 1 });
  for (const protector of [ofDomain, ofCourse])
    if (protector) await addSamples(sql, samples(owners, protector.id));
  await keepImport(sql, owners);
  await keepPlace(sql, owners, ofDomain?.id);
  if ((await menusOf(sql, owners)).length === 0) await addMenu(sql, owners, { name: 'Bench', shows: [] });
  const { coordinators, listed } = owners;
  const names = Array.from({ length: listed }, (_, n) => usernameOf(n));
  const keeping = { now, expiresAt: now + 24 * 3_600_000 };
  return {
    peopleDraft: await keepDraft(
      sql,
      {
        domainId,
        personId: coordinators.domain,
        content: ['username,name', ...names.map((name) => `${name},Newly ${name}`)].join('\n'),
      },
      keeping,
    ),
    rosterDraft: await keepDraft(
      sql,
      {
        domainId,
        personId: coordinators.course,
        content: [`roster of ${courseId}`, 'username,section', ...names.map((name) => `${name},new`)].join(
          '\n',
        ),
      },
      keeping,
    ),
  };
}

/** A zip that was imported; the first of its kind has the number that pages are asked for. */
async function keepImport(sql: Sql, { domainId, courseId, now }: DeskOwners): Promise<void> {
  await sql.run('DELETE FROM imports WHERE id = 1 AND domain_id = ?', [domainId]);
  await addRow(sql, 'imports', {
    id: 1,
    domain_id: domainId,
    course_id: courseId,
    folder: '',
    token: 'bench',
    name: 'bench.zip',
    kind: 'zip',
    state: 'done',
    problem: '',
    done: 0,
    total: 0,
    mark: '',
    beat_at: now,
    made_at: now,
    expires_at: now + 24 * 3_600_000,
  });
}

/** A place in the LMS that a short URL is bound to, under the number that pages are asked for. */
async function keepPlace(
  sql: Sql,
  { domainId, now }: DeskOwners,
  protectorId: number | undefined,
): Promise<void> {
  const text = 'SELECT id FROM links WHERE domain_id = ? AND short_id = ?';
  const [link] = await sql.rows<{ id: number }>(text, [domainId, shortIdOf(0)]);
  if (!link || protectorId === undefined) return;
  await sql.run('DELETE FROM link_places WHERE id = 1 AND domain_id = ?', [domainId]);
  await addRow(sql, 'link_places', {
    id: 1,
    domain_id: domainId,
    link_id: link.id,
    protector_id: protectorId,
    context_id: 'bench',
    resource_link_id: '',
    approved_at: now,
  });
}

async function addCourseProtector(sql: Sql, own: ProtectorOwner, now: number): Promise<void> {
  const protector = {
    number: 1,
    name: 'Bench of the course',
    key: 'bench-course-key',
    secret: null,
    enabled: true,
    validFrom: null,
    validUntil: null,
    nonceLifetime: 300,
    useIdentity: {
      parameter: 'lis_person_sourcedid',
      transform: { kind: 'none' },
      otherwise: 'login',
    },
    origins: [],
    originCheck: 'warn',
    rememberUsers: 'warn',
    relaunch: 'off',
  } as const;
  await addProtector(sql, own, { protector, now });
  await raiseLastNumber(sql, own, 1);
}

function samples({ domainId, courseId, now }: DeskOwners, protectorId: number) {
  return Array.from({ length: 20 }, (_, n) => ({
    at: now - n * 60_000,
    reference: `BNCH-${String(n).padStart(4, '2')}`,
    domainId,
    courseId,
    linkId: 1,
    protectorId,
    code: 'opened' as const,
    identity: 'accepted' as const,
    cause: undefined,
    family: 'moodle' as const,
    fields: ['user_id', 'lis_person_sourcedid', 'lis_person_name_full', 'context_id', 'roles'].map(
      (name) => ({
        name,
        length: 12,
        shape: 'word' as const,
      }),
    ),
  }));
}
