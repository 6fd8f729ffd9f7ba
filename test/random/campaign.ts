import type { Browser } from '../browserLike.ts';
import { hashOf, signedIn } from '../routes/visitors.ts';
import type { Answer as Response } from '../web/httpClient.ts';
import { openWorld, type World } from '../world.ts';
import { diceOf, people, protectorNames, randomCourse } from './randomCourse.ts';
import {
  type Answer,
  byShortUrl,
  type Course,
  inLaunch,
  inNormalSession,
  isInScope,
  launchOf,
  settingOf,
} from './smallModel.ts';

/** One answer of the server that the small model did not expect. */
export interface Difference {
  readonly seed: number;
  readonly what: string;
  readonly expected: string;
  readonly found: string;
  readonly course: Course;
}

export interface Summary {
  readonly courses: number;
  readonly compared: number;
  readonly differences: readonly Difference[];
}

interface Made {
  readonly world: World;
  readonly course: Course;
  readonly path: string;
  readonly links: readonly string[];
  readonly accounts: ReadonlyMap<string, Browser>;
  readonly compare: (what: string, expected: string, found: string) => void;
}

const keys: Readonly<Record<(typeof protectorNames)[number], { key: string; secret: string }>> = {
  'domain:1': { key: 'moodle-prod', secret: 'a secret of the tests' },
  'domain:2': { key: 'second', secret: 'the second secret' },
  'course:1': { key: 'own', secret: 'the secret of a course' },
};

/** Makes random courses and compares every answer with the small model's, over HTTP. */
export async function campaign(seed: number, courses: number): Promise<Summary> {
  const world = await openWorld('sqlite', hashOf);
  try {
    for (const name of people) if (name !== 'ann') await world.addPerson(name);
    await world.addProtector({ plainSecret: keys['domain:2'].secret, consumer_key: 'second', number: 2 });
    const accounts = new Map<string, Browser>();
    for (const name of people) accounts.set(name, await signedIn(world, name));
    const differences: Difference[] = [];
    let compared = 0;
    for (let at = 0; at < courses; at += 1) {
      const course = randomCourse(diceOf(seed + at * 7919));
      const compare = (what: string, expected: string, found: string) => {
        compared += 1;
        if (expected !== found) differences.push({ seed: seed + at * 7919, what, expected, found, course });
      };
      await tryCourse(await make({ world, accounts, compare }, course, `r${at}`));
      if (differences.length > 20) break;
    }
    return { courses, compared, differences };
  } finally {
    await world.close();
  }
}

async function make(
  parts: Pick<Made, 'world' | 'accounts' | 'compare'>,
  course: Course,
  id: string,
): Promise<Made> {
  const { world } = parts;
  const domain_id = world.domain.id;
  const row = await world.make.course({ domain_id, course_id: id, title: id });
  const own = { ...keys['course:1'] };
  await world.addProtector({ plainSecret: own.secret, consumer_key: own.key, course_id: row.id, number: 1 });
  const numbers = new Map(
    (
      await world.database.door.read((sql) =>
        sql.rows<{ id: number; username: string }>('SELECT id, username FROM people'),
      )
    ).map(({ id: number, username }) => [username, number]),
  );
  const ids: number[] = [];
  const paths: string[] = [];
  const links: string[] = [];
  for (const [at, folder] of course.folderOf.entries()) {
    const path = folder < 0 ? '/' : `${paths[folder]}${ids[folder]}/`;
    const item = await world.make.item({
      domain_id,
      course_id: row.id,
      item_id: `i${at}`,
      title: titleOf(id, at),
      position: at,
      path,
      parent_id: folder < 0 ? null : (ids[folder] ?? null),
      ...(course.isFolder[at] ? { kind: 'folder' as const, body: null } : { body: 'Text.' }),
    });
    ids.push(item.id);
    paths.push(path);
    links.push((await world.addLink(item)).short_id);
  }
  for (const [at, { kind, sections }] of course.people.entries()) {
    const person_id = numbers.get(people[at] ?? '') ?? 0;
    const role = { domain_id, course_id: row.id, person_id };
    if (kind === 'staff') await world.make.role({ ...role, role: 'instructor' });
    // Over long ago: counts for nothing.
    else if (kind === 'nobody' && sections.length > 0) await world.make.role({ ...role, ends: '2001-01-01' });
    else if (kind === 'student' && sections.length === 0) await world.make.role(role);
    else if (kind === 'student') for (const section of sections) await world.make.role({ ...role, section });
  }
  for (const { on, whom, protect, ...values } of course.rules) {
    const audience =
      whom === 'everybody'
        ? {}
        : 'user' in whom
          ? { audience: 'user' as const, person_id: numbers.get(people[whom.user] ?? '') ?? 0 }
          : { audience: 'section' as const, section: whom.section };
    await world.make.setting({
      domain_id,
      course_id: row.id,
      item_id: on < 0 ? 0 : (ids[on] ?? 0),
      ...audience,
      ...values,
      ...(protect === undefined
        ? {}
        : { protect: protect.length === 0 ? 'none' : `only ${protect.join(' ')}` }),
    });
  }
  return { ...parts, course, path: `/msu/${id}`, links };
}

/** A word that stands nowhere else. */
function titleOf(course: string, item: number): string {
  return `Title${course}x${item}x`;
}

async function tryCourse(made: Made): Promise<void> {
  const { course, accounts, path, compare, links, world } = made;
  const items = course.folderOf.map((_folder, item) => item);
  for (const [user, name] of people.entries()) {
    const account = accounts.get(name);
    if (!account) throw new Error(`${name} is not signed in.`);
    for (const item of items) {
      const page = await account.get(`${path}/i${item}`);
      compare(`${name} asks for i${item}`, inNormalSession(course, item, user), wordOf(page));
      // The way that leads to an item is no list.
      const may = (other: number) => isListed(course, other, user) || isAbove(course, other, item);
      lookForTitles(made, page, { item, user, may });
      // Whoever tries many that are none of theirs is slowed down, whatever there is.
      if (course.people[user]?.kind === 'nobody') continue;
      const short = await account.get(`/tiny/msu/${links[item]}`);
      compare(
        `${name} by the short URL of i${item}`,
        byShortUrl(course, item, user),
        wordOf(await account.follow(short)),
      );
    }
    if (course.people[user]?.kind !== 'student') continue;
    for (const launched of items) await tryLaunches(made, { user, name, launched });
  }
  const nobody = world.browser();
  for (const item of items) {
    compare(`nobody asks for i${item}`, '303', String((await nobody.get(`${path}/i${item}`)).status));
  }
}

interface Launching {
  readonly user: number;
  readonly name: string;
  readonly launched: number;
}

async function tryLaunches(made: Made, { user, name, launched }: Launching): Promise<void> {
  const { course, world, links, path, compare } = made;
  for (const protector of protectorNames) {
    const browser = world.browser();
    const link = { short_id: links[launched] } as Parameters<World['launch']>[1];
    const answer = await world.launch(browser, link, { username: name, ...keys[protector] });
    const by = `${name} by ${protector} through i${launched}`;
    const expected = launchOf(course, launched, { user, protector });
    const isOpen = answer.status === 303 && !(answer.headers.location ?? '').startsWith('/login');
    compare(by, expected === 'open' ? 'open' : '403', isOpen ? 'open' : String(answer.status));
    if (!isOpen || expected !== 'open') continue;
    await browser.follow(answer);
    const { others } = settingOf(course, launched, user);
    for (const item of course.folderOf.keys()) {
      const page = await browser.get(`${path}/i${item}`);
      compare(`${by}, then i${item}`, inLaunch(course, item, { user, launched, protector }), wordOf(page));
      const may = (other: number) =>
        others === 'show' ||
        (isInScope(course, launched, { item: other, user }) &&
          inLaunch(course, other, { user, launched, protector }) === 'open');
      lookForTitles(made, page, { item, user, may });
    }
  }
}

/** May the title stand on a student's pages at all, in a normal session? */
function isListed(course: Course, item: number, user: number): boolean {
  return course.people[user]?.kind !== 'student' || settingOf(course, item, user).listing !== 'absent';
}

interface Looking {
  readonly item: number;
  readonly user: number;
  readonly may: (other: number) => boolean;
}

/** No page of a student names what it must not: neighbours, lists, the way that leads there. */
function lookForTitles({ course, path, compare }: Made, page: Response, { item, user, may }: Looking): void {
  const kind = course.people[user]?.kind;
  if (kind === 'staff') return;
  const id = path.split('/').at(-1) ?? '';
  for (const other of course.folderOf.keys()) {
    if (other === item || !page.text.includes(titleOf(id, other))) continue;
    compare(`the page of i${item} names i${other} to person ${user}`, 'may', may(other) ? 'may' : 'must not');
  }
  // A door that stays shut says nothing of what is behind it.
  if (page.status !== 200 && page.text.includes(titleOf(id, item)))
    compare(`the shut door of i${item} says its title`, 'no', 'yes');
}

function isAbove({ folderOf }: Course, folder: number, item: number): boolean {
  for (let at = folderOf[item] ?? -1; at >= 0; at = folderOf[at] ?? -1) if (at === folder) return true;
  return false;
}

function wordOf({ status }: Response): Answer | string {
  if (status === 200) return 'open';
  if (status === 403) return 'launch-it';
  return status === 404 ? 'not-found' : String(status);
}
