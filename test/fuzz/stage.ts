import { newDataKey } from '../../src/crypto/dataKey.ts';
import { wrapDataKey } from '../../src/crypto/dataKeyWrap.ts';
import { seal } from '../../src/crypto/envelope.ts';
import { Secret } from '../../src/model/secret.ts';
import { domainKeyOwner, protectorPlace } from '../../src/services/keys/keyRing.ts';
import { addDataKey } from '../../src/storage/dataKeyStore.ts';
import type { ProtectorRow } from '../../src/storage/schema/rows.ts';
import { publicUrl, startOfTests, type World } from '../world.ts';
import type { BookIdentity, BookLink, BookProtector } from './bookOfLaunches.ts';

export interface Stage {
  readonly links: readonly BookLink[];
  /** Secrets that somebody on the stage holds, or has held: none but the right one may open. */
  readonly allSecrets: readonly string[];
}

interface Plan {
  readonly book: Omit<BookProtector, 'id' | 'lifetimeSeconds'>;
  readonly row?: Partial<ProtectorRow>;
  readonly previous?: string;
}

const far = startOfTests * 2;
const { host } = new URL(publicUrl);
const bySourcedid: BookIdentity = { parameter: 'lis_person_sourcedid', otherwise: 'login' };

/** The course's own protectors; then the domain's, the first of which is the world's own. */
const ofCourse: readonly Plan[] = [
  { book: { key: 'quiz', secrets: ['quiz tool secret'], open: true, identity: false } },
  { book: { key: 'twin', secrets: ['elder twin'], open: true, identity: { ...bySourcedid, lower: true } } },
];
const ofDomain: readonly Plan[] = [
  {
    book: {
      key: 'canvas & co+~%',
      secrets: ['geheim: äöü 安&=+%~*', 'the one before'],
      open: true,
      identity: {
        parameter: 'custom_user',
        fallback: 'lis_person_contact_email_primary',
        ending: '@msu.example',
        otherwise: 'stop',
      },
    },
    previous: 'the one before',
    row: { previous_until: far, nonce_lifetime: 3600 },
  },
  { book: { key: 'twin', secrets: ['younger twin'], open: true, identity: bySourcedid } },
  { book: { key: 'shut', secrets: ['shut'], open: false, identity: bySourcedid }, row: { enabled: 0 } },
  {
    book: { key: 'over', secrets: ['over'], open: false, identity: bySourcedid },
    row: { valid_until: startOfTests / 1000 - 1 },
  },
  {
    book: { key: 'worn', secrets: ['fresh'], open: true, identity: bySourcedid },
    previous: 'worn out',
    row: { previous_until: startOfTests - 1 },
  },
  { book: { key: 'bare', secrets: [], open: true, identity: bySourcedid }, row: { secret: null } },
  {
    book: {
      key: 'origin',
      secrets: ['from one place'],
      open: true,
      identity: bySourcedid,
      onlyFrom: 'https://lms.example',
    },
    row: { origin_check: 'enforce', origins: '["https://lms.example"]' },
  },
];

/** Two domains, courses, protectors of every kind and people of every kind, and what the book has to know of them. */
export async function setStage(world: World): Promise<Stage> {
  const { make, course, domain, protector } = world;
  const usual: BookProtector = {
    id: protector.id,
    key: 'moodle-prod',
    secrets: ['a secret of the tests'],
    open: true,
    lifetimeSeconds: 300,
    identity: bySourcedid,
  };
  const own = await Promise.all(ofCourse.map((plan) => addProtector(world, plan, course.id)));
  const others: BookProtector[] = [];
  for (const plan of ofDomain) others.push(await addProtector(world, plan, 0));
  const shared = [usual, ...others];

  const zoe = await world.addPerson('zoë');
  const students = new Map([
    ['ann', world.ann.id],
    ['zoë', zoe.id],
  ]);
  await make.role({ course_id: course.id, person_id: zoe.id });
  const cora = await world.addPerson('cora');
  await make.role({ course_id: course.id, person_id: cora.id, role: 'coordinator' });
  await make.role({ course_id: course.id, person_id: cora.id });
  const left = await world.addPerson('left', { disabled_at: startOfTests - 1 });
  await make.role({ course_id: course.id, person_id: left.id });
  await world.addPerson('eve');

  const item = await world.addItem({ item_id: 'intro', title: 'Introduction' });
  const exam = await world.addItem({ item_id: 'exam', title: 'Exam' });
  const shut = await world.addItem({ item_id: 'shut', title: 'Shut' });
  await world.set({ item_id: exam.id, protect: 'only domain:1' });
  const place = { host, origin: publicUrl, domain: 'msu', open: true, students };
  const chemistry = await make.course({ domain_id: domain.id, course_id: 'che101' });
  await make.role({ course_id: chemistry.id, person_id: zoe.id });
  const acids = await make.item({ domain_id: domain.id, course_id: chemistry.id, item_id: 'acids' });
  const foreign = await addProtector(
    world,
    { book: { key: 'lab', secrets: ['lab'], open: true, identity: false } },
    chemistry.id,
  );
  await world.addLink(item, { short_id: 'AbCdEf' });
  await world.addLink(exam, { short_id: 'ExAm23' });
  await world.addLink(shut, { short_id: 'sHuT23', enabled: 0 });
  await world.addLink(acids, { short_id: 'aCiDs2' });
  const everybody = [...own, ...shared];
  const links: BookLink[] = [
    { ...place, id: 'AbCdEf', leadsTo: '/msu/phy101/intro', protectors: everybody },
    { ...place, id: 'ExAm23', leadsTo: '/msu/phy101/exam', protectors: everybody, accepts: [usual.id] },
    { ...place, id: 'sHuT23', leadsTo: '/msu/phy101/shut', protectors: everybody, open: false },
    {
      ...place,
      id: 'aCiDs2',
      leadsTo: '/msu/che101/acids',
      protectors: [foreign, ...shared],
      students: new Map([['zoë', zoe.id]]),
    },
    await otherDomain(world),
  ];
  const all = links.flatMap(({ protectors }) => protectors.flatMap(({ secrets }) => secrets));
  return { links, allSecrets: [...new Set([...all, 'worn out', '', 'undefined', 'null'])] };
}

async function addProtector(
  world: World,
  { book, row, previous }: Plan,
  courseId: number,
): Promise<BookProtector> {
  const [plainSecret = ''] = book.secrets;
  const { id, nonce_lifetime } = await world.addProtector({
    plainSecret,
    ...(previous === undefined ? {} : { plainPrevious: previous }),
    consumer_key: book.key,
    course_id: courseId,
    use_identity: columnOf(book.identity),
    ...row,
  });
  return { ...book, id, lifetimeSeconds: nonce_lifetime };
}

function columnOf(identity: BookProtector['identity']): string | null {
  if (identity === false) return null;
  const { parameter, fallback, ending, lower, otherwise } = identity;
  const transform = ending === undefined ? { kind: lower ? 'lower' : 'none' } : { kind: 'strip', ending };
  return JSON.stringify({ parameter, fallbackParameter: fallback, transform, otherwise });
}

/** Another domain on an address of its own: the same short id, key and names, other secrets and people. */
async function otherDomain({ make, database, rootKey, clock }: World): Promise<BookLink> {
  const osu = await make.domain({ name: 'osu', trust_usernames: 1, server_address: 0 });
  await make.address({ domain_id: osu.id, host: 'links.osu.example', origin: 'https://links.osu.example' });
  const dataKey = newDataKey();
  const owner = domainKeyOwner(osu.id);
  const key = {
    domainId: osu.id,
    keyId: dataKey.id,
    wrapped: wrapDataKey(dataKey, rootKey, owner),
    rootKey: rootKey.id,
  };
  await database.door.write((sql) => addDataKey(sql, key, clock.now));
  const course = await make.course({ domain_id: osu.id, course_id: 'phy101' });
  const ann = await make.person({ domain_id: osu.id, username: 'ann' });
  await make.role({ course_id: course.id, person_id: ann.id });
  const item = await make.item({ domain_id: osu.id, course_id: course.id, item_id: 'intro' });
  await make.link({ domain_id: osu.id, course_id: course.id, item_id: item.id, short_id: 'AbCdEf' });
  const place = { domainId: osu.id, courseId: 0, ref: { level: 'domain' as const, number: 1 } };
  const protector = await make.protector({
    domain_id: osu.id,
    number: 1,
    consumer_key: 'moodle-prod',
    secret: seal(new Secret('a secret of another domain'), dataKey, protectorPlace('secret', place)),
    use_identity: columnOf(bySourcedid),
  });
  return {
    host: 'links.osu.example',
    origin: 'https://links.osu.example',
    domain: 'osu',
    id: 'AbCdEf',
    leadsTo: '/osu/phy101/intro',
    open: true,
    students: new Map([['ann', ann.id]]),
    protectors: [
      {
        id: protector.id,
        key: 'moodle-prod',
        secrets: ['a secret of another domain'],
        open: true,
        lifetimeSeconds: 300,
        identity: bySourcedid,
      },
    ],
  };
}
