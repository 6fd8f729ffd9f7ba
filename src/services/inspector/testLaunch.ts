import { randomToken } from '../../crypto/randomTokens.ts';
import { courseStanding } from '../../model/courseStanding.ts';
import { dayIn } from '../../model/days.ts';
import { presetParameters, type TestLms } from '../../model/lmsPresets.ts';
import { parsePairs } from '../../model/pairs.ts';
import type { ProtectorRef } from '../../model/protector.ts';
import { launchPath } from '../../model/shortUrl.ts';
import { addAudit } from '../../storage/auditStore.ts';
import { insertRows } from '../../storage/dialect.ts';
import { currentAddress } from '../../storage/domainAddressStore.ts';
import type { Door } from '../../storage/door.ts';
import { type JournalEntry, journalColumns, journalValues } from '../../storage/journalColumns.ts';
import type { PersonStore } from '../../storage/personStore.ts';
import { type KnownProtector, protectorNumbered } from '../../storage/protectorStore.ts';
import { type TestLink, testLink } from '../../storage/testLinkStore.ts';
import { protectorPlace } from '../keys/keyRing.ts';
import type { LaunchParts } from '../launch/launchParts.ts';
import { rehearseLaunch } from '../launch/rehearseLaunch.ts';
import { actorOf } from '../rights/coordinators.ts';
import type { Onlooker } from './recentLaunches.ts';

export interface TestOrder {
  readonly by: Onlooker;
  readonly protector: ProtectorRef;
  readonly shortId: string;
  readonly username: string;
  readonly lms: TestLms;
}

export const testFaults = ['no-protector', 'no-secret', 'no-link', 'no-student', 'privileged'] as const;

export type TestFault = (typeof testFaults)[number];

export type TestResult =
  | { readonly kind: 'tested'; readonly reference: string }
  | { readonly kind: 'refused'; readonly fault: TestFault };

export interface TestParts {
  readonly door: Door;
  readonly launch: LaunchParts;
  readonly people: PersonStore;
}

/**
 * Signs a launch with the real protector and judges it by the real steps, here inside: signature, nonce and what was
 * signed leave this function for nowhere, or it would sign for whoever asks (R30). Left behind is one line of the
 * journal, which nothing counts, and one of the audit trail.
 */
export async function testLaunch(parts: TestParts, order: TestOrder): Promise<TestResult> {
  const refused = (fault: TestFault) => ({ kind: 'refused', fault }) as const;
  const { by, protector: ref, shortId } = order;
  const { domainId } = by.domain;
  const courseId = 'course' in by ? by.course.courseId : undefined;
  if (ref.level === 'course' && courseId === undefined) return refused('no-protector');
  const owner = { level: ref.level, domainId, courseId: ref.level === 'course' ? (courseId ?? 0) : 0 };
  const { known, link, address } = await parts.door.read(async (sql) => {
    const found = await protectorNumbered(sql, owner, { number: ref.number });
    return {
      known: found,
      link: found && (await testLink(sql, { domainId, courseId }, { shortId, protectorId: found.id })),
      address: await currentAddress(sql, domainId),
    };
  });
  if (!known) return refused('no-protector');
  if (known.secret === null) return refused('no-secret');
  if (!link) return refused('no-link');
  const fault = await faultOfPerson(parts, order, link);
  if (fault !== undefined) return refused(fault);
  const origin = address ?? parts.launch.publicUrl;
  const place = protectorPlace('secret', { domainId, courseId: owner.courseId, ref });
  const secret = await parts.launch.keys.open(known.secret, place, domainId);
  const path = launchPath(by.domain.name, shortId);
  // Launches do without the library that signs.
  const { signLaunch } = await import('../../lti/lti11/sign.ts');
  const pairs = signLaunch({
    url: `${origin}${path}`,
    parameters: parametersOf(order, { known, link }),
    key: known.key,
    secret,
    timestamp: Math.floor(parts.launch.now() / 1000),
    nonce: randomToken(),
  });
  const body = new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value]));
  const entry = await rehearseLaunch(parts.launch, {
    domain: by.domain.name,
    shortId,
    path,
    pairs: parsePairs(Buffer.from(body.toString()), '').pairs,
    notes: [],
    host: new URL(origin).host,
    origin: known.origins[0],
    browser: [],
    relaunches: [],
    framed: false,
    userAgent: '',
  });
  await writeDown(parts, order, { entry, name: known.name, courseId: link.courseId });
  return { kind: 'tested', reference: entry.reference };
}

/** Students of the link's course only, with no other role: nobody tries out what a coordinator would see. */
async function faultOfPerson(
  { people, launch }: TestParts,
  { by, username }: TestOrder,
  { courseId }: TestLink,
): Promise<TestFault | undefined> {
  const { domain } = by;
  const person = await people.findByName(domain.name, username);
  if (!person) return 'no-student';
  const [inCourse] = await people.findInCourse({ domainId: domain.domainId, courseId }, [person.id]);
  if (!inCourse) return 'no-student';
  const { kind } = courseStanding(inCourse, dayIn(domain.timeZone, launch.now()));
  if (kind === 'staff') return 'privileged';
  return kind === 'student' ? undefined : 'no-student';
}

function parametersOf(
  { username, lms }: TestOrder,
  { known, link }: { readonly known: KnownProtector; readonly link: TestLink },
) {
  const use = known.useIdentity;
  return presetParameters(lms, {
    username,
    userId: 'tinygate-test',
    contextId: link.place?.contextId ?? 'tinygate-test',
    resourceLinkId: link.place?.resourceLinkId || 'tinygate-test',
    // What a signature is made with cannot be said beside it.
    parameter: use && /^(?!oauth_|__)/.test(use.parameter) ? use.parameter : 'lis_person_sourcedid',
  });
}

async function writeDown(
  { door, launch }: TestParts,
  { by, username, lms, shortId }: TestOrder,
  {
    entry,
    name,
    courseId,
  }: { readonly entry: JournalEntry; readonly name: string; readonly courseId: number },
): Promise<void> {
  await door.write(async (sql) => {
    await sql.run(insertRows('launches', journalColumns, 1), journalValues(entry));
    const after = { person: username, lms, shortUrl: shortId, code: entry.code, reference: entry.reference };
    const deed = 'launch-tested' as const;
    const line = { domainId: by.domain.domainId, courseId, actor: actorOf(by), deed, object: name, after };
    await addAudit(sql, [line], launch.now());
  });
}
