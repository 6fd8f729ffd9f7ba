import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { activities } from '../../demo/lms/activities.ts';
import type { ItemRow, LinkRow } from '../../src/storage/schema/rows.ts';
import { change, inside } from '../routes/visitors.ts';
import type { World } from '../world.ts';

/** What the pages' layout must carry: a wide table, long words, code, a picture without permission to load. */
const body = `A **wave** carries energy, see [the simulation](https://phet.example/wave).

# How fast?

| wave | medium | speed (m/s) | wavelength at 440 Hz | where it was measured |
| --- | --- | ---: | ---: | --- |
| sound | air, 20 °C | 343 | 0.78 m | Donaudampfschifffahrtselektrizitätenhauptbetriebswerk |

    a line of code that is longer than the narrowest of screens and must scroll within its own box only

> *v* = *λ* / *T*

1. Lightning strikes at https://example.org/a/very/long/address/that/has/no/blank/in/it/at/all/and/goes/on
`;

const hostile =
  '<script>document.title = "ran"; try { document.title += document.cookie } catch (e) {}</script>' +
  '<svg xmlns="http://www.w3.org/2000/svg" onload="document.title = \'ran\'"></svg>';

export interface StageCourse {
  /** By item id; every item has one. */
  readonly links: ReadonlyMap<string, LinkRow>;
}

/** The demonstration course in small, with people of every kind: ann and zoe study, cora teaches, dora coordinates. */
export async function makeCourse(world: World): Promise<StageCourse> {
  const items: ItemRow[] = [];
  const add = async (fields: Partial<ItemRow>) => {
    const item = await world.addItem({ body: null, position: items.length, ...fields });
    items.push(item);
    return item;
  };
  const upload = (fields: Partial<ItemRow>, bytes: Buffer) => {
    const hash = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(join(world.database.folder, hash), bytes);
    return add({ kind: 'file', file_hash: hash, file_size: bytes.length, ...fields });
  };
  const demoFile = (name: string) => readFileSync(join('demo', 'files', name));
  const week1 = await add({ item_id: 'week1', kind: 'folder', title: 'Week 1: Waves' });
  const within = inside(week1);
  await add({ item_id: 'waves', title: 'What a wave is', body, ...within });
  await add({ item_id: 'standing', title: 'Standing waves', body: 'Send a wave down a string.', ...within });
  const image = { item_id: 'sum', title: 'Two waves and their sum', file_name: 'sum.png', ...within };
  await upload({ ...image, file_type: 'image/png' }, demoFile('superposition.png'));
  const text = { item_id: 'data', title: 'Pendulum figures', file_name: 'pendulum.txt', ...within };
  await upload({ ...text, file_type: 'text/plain' }, demoFile('pendulum.txt'));
  const web = { item_id: 'phet', title: 'Simulation: wave on a string', url: 'https://phet.example/wave' };
  await add({ kind: 'web', ...web, ...within });
  const pdf = { item_id: 'formulas', title: 'Formula sheet', file_name: 'formulas.pdf' };
  await upload({ ...pdf, file_type: 'application/pdf' }, demoFile('formulas.pdf'));
  for (const [item_id, file_type] of Object.entries(hostileFiles)) {
    await upload(
      { item_id, file_type, title: `Upload ${item_id}`, file_name: item_id },
      Buffer.from(hostile),
    );
  }
  await add({ item_id: 'empty', kind: 'folder', title: 'Nothing in it yet' });
  const midterm = await add({ item_id: 'midterm', title: 'Midterm', body: 'Five questions.' });

  const lms = await addLaunchers(world);
  const only = { access: 'only', others: 'hide' } as const;
  await world.set({ item_id: week1.id, ...only, protect: `only domain:${lms}`, scope: 'folder' });
  await world.set({ item_id: midterm.id, ...only, protect: 'only course:1', listing: 'details' });
  await addPeople(world);
  const links = new Map<string, LinkRow>();
  for (const item of items) links.set(item.item_id, await world.addLink(item));
  return { links };
}

/** Uploads that try to run a script in our origin: item id, and the type that their uploader said. */
export const hostileFiles: Readonly<Record<string, string>> = {
  'page.html': 'text/html',
  'drawing.svg': 'image/svg+xml',
  'feed.xml': 'application/xhtml+xml',
  'lying.png': 'image/png',
  'lying.txt': 'text/plain',
};

/** Gives the world the credentials that are typed into the stand-in LMS; the number of the domain's protector. */
async function addLaunchers(world: World): Promise<number> {
  await change(world, 'UPDATE protectors SET consumer_key = ?', ['of-no-activity']);
  const secretOf = (key: string) => activities.find((one) => one.key === key)?.secret ?? '';
  const fields = (key: string) => ({ consumer_key: key, plainSecret: secretOf(key), name: key });
  await world.addProtector({ ...fields('quiz-tool'), course_id: world.course.id, number: 1 });
  const moodle = await world.addProtector({ ...fields('moodle-prod'), number: 2 });
  return moodle.number;
}

async function addPeople(world: World): Promise<void> {
  const grant = async (username: string, role: 'student' | 'coordinator') => {
    const person = await world.addPerson(username);
    await world.make.role({ course_id: world.course.id, person_id: person.id, role });
  };
  await grant('zoe', 'student');
  await grant('cora', 'coordinator');
  await world.addPerson('dora', { domain_coordinator: 1 });
  await world.addPerson('eve');
  const { password_hash } = world.ann;
  await world.make.administrator({ username: 'root', password_hash });
}
