import type { DeepLinkRow, ItemRow, LinkRow } from '../../src/storage/schema/rows.ts';
import type { Browser } from '../browserLike.ts';
import { openWorld, type World } from '../world.ts';
import { addFile, change, hashOf, inside, signedIn, verdict } from './visitors.ts';

/** `week` is a folder with `quiz`, the file `notes` and the folder `deep`, in which `deeper` is; the rest is at the root. */
export const names = ['outside', 'week', 'quiz', 'notes', 'deep', 'deeper', 'exam'] as const;
export type Name = (typeof names)[number];

/** A title that stands in no other text of any page. */
export const titleOf = (name: Name) => `TITLE<${name}>`;
const titleInHtml = (name: Name) => `TITLE&lt;${name}&gt;`;

export interface AccessCourse {
  readonly world: World;
  readonly items: Readonly<Record<Name, ItemRow>>;
  readonly links: Readonly<Record<Name, LinkRow>>;
  /** Signed in with their accounts: a student of section 001, a coordinator, somebody without a role. */
  readonly student: Browser;
  readonly staff: Browser;
  readonly stranger: Browser;
  /** Replaces all deep-link settings; `course` is the whole course. */
  set(settings: Settings): Promise<void>;
}

export type Parts = Partial<DeepLinkRow>;
export type Settings = readonly (readonly [Name | 'course', Parts])[];

export async function openAccessCourse(engine: 'sqlite' | 'mariadb'): Promise<AccessCourse> {
  const world = await openWorld(engine, hashOf);
  const page = (name: Name, parent?: ItemRow) =>
    world.addItem({ item_id: name, title: titleOf(name), body: 'Text.', ...inside(parent) });
  const folder = (name: Name, parent?: ItemRow) =>
    world.addItem({ item_id: name, title: titleOf(name), kind: 'folder', body: null, ...inside(parent) });
  const outside = await page('outside');
  const week = await folder('week');
  const quiz = await page('quiz', week);
  const notes = await addFile(world, {
    item_id: 'notes',
    title: titleOf('notes'),
    name: titleOf('notes'),
    bytes: 'BYTES',
    parent: week,
  });
  const deep = await folder('deep', week);
  const deeper = await page('deeper', deep);
  const exam = await page('exam');
  const items = { outside, week, quiz, notes, deep, deeper, exam };
  const links = {} as Record<Name, LinkRow>;
  for (const name of names) links[name] = await world.addLink(items[name]);
  await change(world, "UPDATE roles SET section = '001'");
  const cora = await world.addPerson('cora');
  await world.make.role({ course_id: world.course.id, person_id: cora.id, role: 'proctor' });
  await world.addPerson('stranger');
  await world.addProtector({ plainSecret: 'of the second one', consumer_key: 'second', number: 2 });
  return {
    world,
    items,
    links,
    student: await signedIn(world, 'ann'),
    staff: await signedIn(world, 'cora'),
    stranger: await signedIn(world, 'stranger'),
    async set(settings) {
      await change(world, 'DELETE FROM deep_links');
      for (const [name, parts] of settings) {
        await world.set({ ...(name === 'course' ? {} : { item_id: items[name].id }), ...parts });
      }
    },
  };
}

export interface Seen {
  /** What each item's page says, and its file where it has one. */
  readonly items: Readonly<Record<Name, string>>;
  readonly file: string;
  /** What each item's short URL says: `to` is the way to the item. */
  readonly tiny: Readonly<Record<Name, string>>;
  readonly contents: string;
  /** Items whose title stands on the contents page, those with a link marked by `*`. */
  readonly listed: string;
  /** Items whose title stands on any page that is not their own. */
  readonly titles: readonly Name[];
}

/** Everything a browser can see of the course by its addresses. */
export async function look({ links }: AccessCourse, visitor: Browser): Promise<Seen> {
  const items = {} as Record<Name, string>;
  const tiny = {} as Record<Name, string>;
  const titles = new Set<Name>();
  const note = (text: string, own?: Name) => {
    for (const name of names) if (name !== own && text.includes(titleInHtml(name))) titles.add(name);
  };
  for (const name of names) {
    const page = await visitor.get(`/msu/phy101/${name}`);
    items[name] = verdict(page);
    if (items[name] === 'open' && !page.text.includes(`<h1>${titleInHtml(name)}</h1>`)) items[name] = 'no h1';
    note(page.text, page.status === 200 ? name : undefined);
    const short = await visitor.get(`/tiny/msu/${links[name].short_id}`);
    tiny[name] = short.headers.location === `/msu/phy101/${name}` ? 'to' : verdict(short);
    note(`${short.text} ${short.headers.location}`);
  }
  const file = await visitor.get('/msu/phy101/notes/file');
  const bytes = file.text === 'BYTES' ? 'open' : verdict(file);
  if (bytes !== 'open') note(JSON.stringify(file.headers) + file.text);
  const contents = await visitor.get('/msu/phy101');
  note(contents.text);
  const listed = names.filter((name) => contents.text.includes(titleInHtml(name)));
  const marked = listed.map((name) =>
    contents.text.includes(`href="/msu/phy101/${name}"`) ? `${name}*` : name,
  );
  return {
    items,
    file: bytes,
    tiny,
    contents: verdict(contents),
    listed: marked.join(' '),
    titles: [...titles],
  };
}
