import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { uploadPath } from '../../src/services/uploads/keepFile.ts';
import { findSiteEntry } from '../../src/storage/siteStore.ts';
import { engines } from '../databases.ts';
import { handZip } from '../zips.ts';
import { small, type Terminal, terminal } from './terminal.ts';

const files = { 'index.html': '<h1>Waves</h1>', 'css/Übung 1.css': 'a{}', 'again.html': '<h1>Waves</h1>' };

describe.each(engines)('a backup of %s with sites', (engine) => {
  let here: Terminal;
  let there: Terminal;
  beforeEach(async () => {
    here = await terminal(engine);
    there = await terminal(engines.find((one) => one !== engine) ?? engine);
  });
  afterEach(async () => {
    await here.leave();
    await there.leave();
  });

  const uploads = (at: Terminal) => join(at.folder, 'data/uploads');
  const entriesOf = (at: Terminal) =>
    at.inside((door) =>
      door.read((sql) =>
        sql.rows<{ hash: string }>(
          'SELECT site_hash, path, hash, size, type FROM site_entries ORDER BY path',
        ),
      ),
    );

  test('brings every entry back with its content, and each opens under its path', async () => {
    const zip = handZip(Object.entries(files).map(([name, content]) => ({ name, content })));
    writeFileSync(join(here.folder, 'site.zip'), zip);
    const plan = small.replace('page: Introduction, body: Welcome', 'site: Waves, path: site.zip');
    expect((await here.type('provision', here.write('sites.yaml', plan))).err).toBe('');
    const backup = join(here.folder, 'all.backup');
    expect((await here.type('backup', backup)).status).toBe(0);
    // The archive, and what is in it: the same content once.
    expect(await there.type('restore', backup)).toMatchObject({
      status: 0,
      out: expect.stringContaining('and 3 uploads.'),
    });
    const was = await entriesOf(here);
    expect([was.length, await entriesOf(there)]).toEqual([3, was]);
    const [item] = await there.inside((door) =>
      door.read((sql) => sql.rows<{ file_hash: string }>("SELECT file_hash FROM items WHERE kind = 'site'")),
    );
    const site = String(item?.file_hash);
    expect(readFileSync(uploadPath(uploads(there), site)).equals(zip)).toBe(true);
    for (const [path, content] of Object.entries(files)) {
      const entry = await there.inside((door) => findSiteEntry(door, site, [path]));
      const place = uploadPath(uploads(there), entry?.hash ?? '');
      expect([path, existsSync(place) && readFileSync(place, 'utf8')]).toEqual([path, content]);
    }
  });
});
