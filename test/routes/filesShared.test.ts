import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { zipOf } from '../archives.ts';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, type World } from '../world.ts';
import { importer } from './importer.ts';
import { addressFor, sendSite, siteZip } from './siteVisitors.ts';
import { hashOf, rowsOf, signedIn } from './visitors.ts';

const film = Buffer.alloc(300_000, 'film');

describe.each(engines)('content that several items show, on %s', (engine) => {
  let world: World;
  let dora: Browser;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    await world.addPerson('dora', { domain_coordinator: 1 });
    dora = await signedIn(world, 'dora');
    expect((await sendSite(dora, { zip: siteZip({ 'index.html': 'site', 'film.mp4': film }) })).status).toBe(
      303,
    );
    const zip = await zipOf({ 'film.mp4': film, 'same again.mp4': film, 'other.txt': 'other' });
    const by = importer(world, dora);
    expect((await by.bring(zip)).text).toContain('Made 3');
  });
  afterAll(() => world.close());

  /** Names and sizes of all that is kept. */
  const kept = () =>
    readdirSync(world.database.folder)
      .filter((name) => /^[0-9a-f]{64}/.test(name))
      .map((name) => `${name} ${statSync(join(world.database.folder, name)).size}`)
      .sort();
  async function remove(course: string, item: string): Promise<void> {
    const base = `/adm/msu/${course}/contents`;
    const csrf = hidden(await dora.get(base), 'csrf');
    const asked = await dora.post(base, { act: 'delete', item, csrf });
    const words = { act: 'delete-now', item, mark: hidden(asked, 'mark'), csrf: hidden(asked, 'csrf') };
    expect((await dora.post(base, words)).status).toBe(303);
  }
  const film1 = '/msu/phy101/film/file';
  const film2 = '/msu/phy102/film/file';
  const statusOf = async (path: string) => (await dora.get(path)).status;

  test('lies there once, whether it came alone, in a tree or in a site', async () => {
    // The film, the other file, the first page of the site, and its archive.
    expect(kept()).toHaveLength(4);
    const [row] = await rowsOf<{ n: number }>(
      world,
      "SELECT COUNT(DISTINCT file_hash) AS n FROM items WHERE kind = 'file'",
    );
    expect(Number(row?.n)).toBe(2);
  });

  test('costs no byte more in a copied course, and stays until the last one that shows it is deleted', async () => {
    const before = kept();
    const form = await dora.get('/adm/msu/courses/copy?from=phy101');
    const fields = { csrf: hidden(form, 'csrf'), from: 'phy101', course: 'phy102', title: 'Copy' };
    expect((await dora.post('/adm/msu/courses/copy', fields)).status).toBe(303);
    expect(kept()).toEqual(before);
    expect([await statusOf(film1), await statusOf(film2)]).toEqual([200, 200]);

    await remove('phy101', 'film');
    await remove('phy101', 'same-again');
    await remove('phy101', 'other');
    expect([await statusOf(film1), await statusOf(film2), kept()]).toEqual([404, 200, before]);

    // Sites show the same bytes, too.
    await remove('phy101', 'waves');
    expect(kept()).toEqual(before);
    const page = await dora.get('/msu/phy102/waves');
    const address = /<iframe[^>]* src="([^"]*)"/.exec(page.text)?.[1] ?? '';
    expect((await world.browser().get(`${address}film.mp4`)).bytes.equals(film)).toBe(true);
    expect(await addressFor(dora)).toBe('none: 404');

    await remove('phy102', 'film');
    await remove('phy102', 'same-again');
    expect(kept()).toEqual(before);
    await remove('phy102', 'other');
    expect(kept()).toHaveLength(3);
    await remove('phy102', 'waves');
    expect([kept(), await rowsOf(world, 'SELECT id FROM site_entries')]).toEqual([[], []]);
  });
});
