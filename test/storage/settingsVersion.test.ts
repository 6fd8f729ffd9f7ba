import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Door } from '../../src/storage/door.ts';
import { launchPersonStore } from '../../src/storage/launchPersonStore.ts';
import { launchTargetStore } from '../../src/storage/launchTargetStore.ts';
import { openDoor } from '../../src/storage/openDoor.ts';
import { schemas } from '../../src/storage/schema/index.ts';
import { settingsVersion } from '../../src/storage/settingsVersion.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';
import { type Factories, factories } from '../factories.ts';

/** Tables that launches are not judged by, or that launches themselves write. */
const notSettings = [
  'account_sessions',
  'administrators',
  'audit',
  'audit_chains',
  'data_keys',
  'explanations',
  'failures',
  'forgotten_names',
  'given_words',
  'import_drafts',
  'item_texts',
  'import_entries',
  'import_sources',
  'imports',
  'key_files',
  'launch_counting',
  'launch_days',
  'launch_samples',
  'launch_sessions',
  'launches',
  'leases',
  'link_place_days',
  'link_copies',
  'lms_users',
  'menus',
  'nodes',
  'nonces',
  'one_time_addresses',
  'origin_proposals',
  'recommended_launchers',
  'relaunches',
  'selections',
  'setting_undos',
  'settings_version',
  'site_entries',
];

const settings = schemas('sqlite')
  .map(({ options }) => options.name)
  .filter((name) => !notSettings.includes(name));

/** A door that counts its reads. */
function counted(door: Door): { readonly door: Door; reads: () => number } {
  let reads = 0;
  return {
    door: {
      ...door,
      read(work) {
        reads += 1;
        return door.read(work);
      },
    },
    reads: () => reads,
  };
}

describe.each(engines)('what servers remember of the settings, on %s', (engine) => {
  let database: OpenDatabase;
  let door: Door;
  let make: Factories;
  beforeAll(async () => {
    database = await openDatabase(engine);
    door = database.door;
    make = factories(door);
  });
  afterAll(() => database.drop());

  const version = async () => (await settingsVersion(door)()).version;

  test.each(settings)('is outdated by whatever is written to %s', async (table) => {
    for (const text of [
      `UPDATE ${table} SET id = id`,
      `DELETE FROM ${table}`,
      `INSERT INTO ${table} SELECT * FROM ${table}`,
    ]) {
      const before = await version();
      await door.write((sql) => sql.run(text));
      expect([text, await version()]).toEqual([text, before + 1]);
    }
  });

  test.each(notSettings)('is not outdated by what launches and sign-ins write to %s', async (table) => {
    const before = await version();
    await door.write((sql) => sql.run(`DELETE FROM ${table} WHERE 1 = 2`));
    expect(await version()).toBe(before);
  });

  test('is outdated by every unit, and by none that failed', async () => {
    const before = await version();
    await door.unit(async ({ orm }) => {
      await orm.update('people', { id: 1 }, { disabled_at: 1 });
    });
    expect(await version()).toBe(before + 1);
    const failing = door.write(async (sql) => {
      await sql.run('UPDATE people SET disabled_at = 1');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await version()).toBe(before + 1);
  });

  test('spares the database, until another server has changed something', async () => {
    const link = await make.link();
    const { name, id: domainId } = await make.domain();
    const ours = await make.link({ domain_id: domainId });
    const protector = await make.protector({ domain_id: domainId });
    const count = counted(door);
    const store = launchTargetStore(count.door, settingsVersion(count.door));
    const address = (shortId = ours.short_id) => ({
      domain: name,
      shortId,
      host: 'h',
      key: protector.consumer_key,
    });
    expect(store.remembered(address())).toBeUndefined();
    const first = await store.find(address());
    expect([first?.remembered, first?.link?.enabled]).toEqual([false, true]);
    const before = count.reads();
    expect(store.remembered(address())).toEqual({ ...first, remembered: true });
    expect(count.reads()).toBe(before);

    const elsewhere = openDoor(database.url);
    await elsewhere.write((sql) => sql.run('UPDATE links SET enabled = 0 WHERE id = ?', [ours.id]));
    expect(await store.find(address())).toMatchObject({ remembered: false, link: { enabled: false } });
    expect(store.remembered(address())).toMatchObject({ link: { enabled: false } });
    await elsewhere.write((sql) => sql.run('DELETE FROM protectors WHERE id = ?', [protector.id]));
    await elsewhere.close();
    expect((await store.find(address()))?.link?.candidates).toEqual([]);
    // Neither what is not there nor what is another domain's is ever remembered.
    for (const unknown of ['nosuch', link.short_id]) {
      expect(await store.find(address(unknown))).toMatchObject({ remembered: false, link: undefined });
      expect(store.remembered(address(unknown))).toBeUndefined();
    }
  });

  test('remembers a link once for all hosts that are nobody’s, however many a stranger makes up (R11)', async () => {
    const { name, id: domainId } = await make.domain();
    const { host } = await make.address({ domain_id: domainId });
    const { short_id: shortId } = await make.link({ domain_id: domainId });
    const { consumer_key: key } = await make.protector({ domain_id: domainId });
    const store = launchTargetStore(door, settingsVersion(door));
    const on = (which: string) => ({ domain: name, shortId, host: which, key });
    await store.find(on('x'.repeat(10_000)));
    expect(store.remembered(on(host))).toBeUndefined();
    await store.find(on(host));
    expect(store.remembered(on(host))?.address).toMatchObject({ current: true });
    // Nobody has asked by this one yet: what is found is what was kept for the other.
    expect(store.remembered(on('made-up.example'))).toMatchObject({ remembered: true, address: undefined });
  });

  test('never keeps that a person is unknown, or unknown to the memory of LMS users', async () => {
    const course = await make.course();
    const people = launchPersonStore(door);
    const subjectHash = Buffer.alloc(32, 1);
    const question = {
      version: await version(),
      domainId: course.domain_id,
      courseId: course.id,
      username: 'late',
      protectorId: 1,
      subjectHash,
      chain: [],
    };
    expect(await people.find(question)).toMatchObject({ person: undefined, rememberedId: undefined });
    const person = await make.person({ domain_id: course.domain_id, username: 'late' });
    await door.write((sql) =>
      sql.run('INSERT INTO lms_users (protector_id, subject_hash, person_id, first_at) VALUES (1, ?, ?, 1)', [
        subjectHash,
        person.id,
      ]),
    );
    expect(await people.find(question)).toMatchObject({ person: { id: person.id }, rememberedId: person.id });
    // Whoever is known is looked for again as soon as anything has changed.
    await door.write((sql) => sql.run('UPDATE people SET disabled_at = 1 WHERE id = ?', [person.id]));
    expect((await people.find(question)).person?.disabled).toBe(false);
    const now = { ...question, version: await version() };
    expect((await people.find(now)).person?.disabled).toBe(true);
  });
});
