import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { engines } from '../../databases.ts';
import { handZip } from '../../zips.ts';
import { type Bench, bench } from './applying.ts';

const text = `
domains:
  - name: msu
    title: Michigan State
    courses:
      - id: phy101
        title: Physics 101
        contents:
          - { id: waves, site: Waves, path: site.zip }
          - { id: archive, file: The archive, path: site.zip }
`;

describe.each(engines)('a site in a provision file, on %s', (engine) => {
  let first: Bench;
  let second: Bench;
  beforeAll(async () => {
    first = await bench(engine);
    second = await bench(engine);
  });
  afterAll(async () => {
    await first.drop();
    await second.drop();
  });

  const put = (at: Bench, entries: Parameters<typeof handZip>[0]) =>
    writeFileSync(join(at.beside, 'site.zip'), handZip(entries));
  const entriesOf = (at: Bench) =>
    at.rows<{ path: string; type: string }>('SELECT path, type FROM site_entries ORDER BY path');

  test('is refused with its place where it is no good', async () => {
    const line = /^9: .*path: /;
    const refusals = async (entries: Parameters<typeof handZip>[0]) => {
      put(first, entries);
      return first.refusals(text);
    };
    expect(await refusals([{ name: 'a.html' }])).toEqual([expect.stringMatching('without an index.html')]);
    expect(await refusals([{ name: '../x' }])).toEqual([expect.stringMatching(/"\.\.\/x".*leads out/)]);
    expect((await refusals([{ name: '../x' }]))[0]).toMatch(line);
    writeFileSync(join(first.beside, 'site.zip'), 'no zip');
    expect(await first.refusals(text)).toEqual([expect.stringMatching('is not a zip')]);
    expect(await first.refusals(text.replace('site: Waves, path: site.zip', 'site: Waves'))).toEqual([
      expect.stringMatching("this site lacks 'path'"),
    ]);
  });

  test('is kept with what is in it, once, comes out again, and leaves a dry run without a trace', async () => {
    put(first, [
      { name: 'index.html', content: 'x' },
      { name: 'a/b.css', content: 'y' },
    ]);
    const before = readdirSync(first.uploads);
    await first.apply(text, { dryRun: true });
    expect([readdirSync(first.uploads), await entriesOf(first)]).toEqual([before, []]);
    await first.apply(text);
    const entries = [
      { path: 'a/b.css', type: 'text/css' },
      { path: 'index.html', type: 'text/html' },
    ];
    expect(await entriesOf(first)).toEqual(entries);
    expect(readdirSync(first.uploads).filter((name) => name.length > 2)).toEqual([]);
    const again = await first.apply(text);
    expect([again.made, again.changed, await entriesOf(first)]).toEqual([[], [], entries]);
    const exported = await first.exported('msu');
    expect(exported.text).toMatch(/site: "?Waves/);
    expect(exported.text).toContain('files/phy101/waves/site.zip');
    await second.apply(exported.text, { folder: exported.folder });
    expect(await entriesOf(second)).toEqual(entries);
  });
});
