import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { countLaunches } from '../../src/services/journal/countLaunches.ts';
import { addRows, type NewRow } from '../../src/storage/rowWriting.ts';
import type { CourseRow, LinkRow } from '../../src/storage/schema/rows.ts';
import type { Browser } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, startOfTests, type World } from '../world.ts';
import { day, hashOf, hour, signedIn } from './visitors.ts';

const references = (text: string) =>
  [...text.matchAll(/<a href="[^"]*\/journal\/[^"]*"><code>([\w]{4}-[\w]{4})<\/code>/g)].map(
    ([, one]) => one,
  );

/** Without what is another each time. */
const comparable = (text: string) => text.replace(/nonce="[^"]*"|name="csrf" value="[^"]*"/g, '');

describe.each(engines)('the journal of launches, on %s', (engine) => {
  let world: World;
  let dora: Browser;
  let cora: Browser;
  let chem: CourseRow;
  let link: LinkRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    const { make, course, domain } = world;
    await world.addPerson('dora', { domain_coordinator: 1 });
    const person = await world.addPerson('cora');
    await make.role({ course_id: course.id, person_id: person.id, role: 'coordinator' });
    chem = await make.course({ domain_id: domain.id, course_id: 'chem', title: 'Chemistry' });
    link = await world.addLink(await world.addItem({ item_id: 'waves', title: 'Waves <b>🌊</b>' }));
    dora = await signedIn(world, 'dora');
    cora = await signedIn(world, 'cora');
    await world.launch(world.browser(), link);
    await world.launch(world.browser(), link, { secret: 'another secret' });
    await world.launch(world.browser(), link, {
      username: 'nobody-here',
      timestamp: Math.floor(startOfTests / 1000) - 90,
    });
    await world.flush();
    const own = {
      domain_id: domain.id,
      link_id: null,
      named: null,
      protector_id: null,
      times: 1,
      tolerated: '',
      notes: '',
    };
    await add([
      { ...own, at: startOfTests - hour, reference: 'CHHM-2222', course_id: chem.id, code: 'stale' },
      {
        ...own,
        at: startOfTests - hour,
        reference: 'NCRT-2222',
        course_id: null,
        code: 'unknown-link',
        times: 7,
      },
      {
        ...own,
        at: startOfTests - 3 * day,
        reference: 'WRNG-2222',
        course_id: course.id,
        code: 'replayed',
        named: '=HYPERLINK("x")',
      },
    ]);
  });
  afterAll(() => world.close());

  const add = (rows: readonly NewRow[]) => world.database.door.write((sql) => addRows(sql, 'launches', rows));
  const shown = async (visitor: Browser, path: string) => {
    const { status, text } = await visitor.get(path);
    return { status, text, found: references(text) };
  };

  test('tells each launch in words: what, why and what to do, with the names of today', async () => {
    const { text, found } = await shown(cora, '/adm/msu/phy101/journal');
    expect(found).toHaveLength(4);
    expect(text).toContain('Waves &lt;b&gt;🌊&lt;/b&gt;');
    expect(text).toContain('Campus Moodle');
    expect(text).toContain('signature does not match');
    expect(text).toContain('Nobody in this domain has the username that the LMS sent.');
    expect(text).toContain('90 seconds behind ours');
    expect(text).not.toContain('SESSKEY');
  });

  test('shows a course its own launches alone; the domain also those that belong to no course', async () => {
    const all = await shown(dora, '/adm/msu/journal');
    expect(all.found).toEqual(expect.arrayContaining(['CHHM-2222', 'NCRT-2222', 'WRNG-2222']));
    const own = await shown(cora, '/adm/msu/phy101/journal');
    expect(own.found).not.toContain('CHHM-2222');
    expect(own.found).not.toContain('NCRT-2222');
    for (const path of ['/adm/msu/journal', '/adm/msu/chem/journal', '/adm/msu/chem/journal/csv'])
      expect((await cora.get(path)).status).toBe(404);
  });

  test('finds a reference number as people type it; one of another course answers like none at all', async () => {
    const plain = (text: string) => comparable(text.replaceAll(/chhm-?2222|tttt-?tttt/gi, ''));
    expect((await shown(dora, '/adm/msu/journal?q=chhm2222')).found).toEqual(['CHHM-2222']);
    expect((await shown(cora, '/adm/msu/phy101/journal?q=wrng%202222')).found).toEqual(['WRNG-2222']);
    const foreign = await shown(cora, '/adm/msu/phy101/journal?q=CHHM-2222');
    const unknown = await shown(cora, '/adm/msu/phy101/journal?q=TTTT-TTTT');
    expect(foreign.found).toEqual([]);
    expect(plain(foreign.text)).toBe(plain(unknown.text));
    expect((await shown(dora, '/adm/msu/journal?q=hello')).text).toContain('A reference number looks like');
  });

  test('filters by outcome, code, verdict, protector, short URL, person and days, all of them in the address', async () => {
    const count = async (query: string) => (await shown(dora, `/adm/msu/journal?${query}`)).found.length;
    const days = '&from=2025-12-17&to=2025-12-17';
    expect(await count('outcome=refused')).toBe(4);
    expect(await count('code=bad-signature')).toBe(1);
    expect(await count('identity=unknown-user')).toBe(1);
    expect(await count('protector=domain:1')).toBe(2);
    expect(await count(`link=${link.short_id}`)).toBe(3);
    expect(await count('person=ann')).toBe(1);
    expect(await count('person=nobody-here')).toBe(1);
    expect(await count('from=2025-12-14&to=2025-12-14')).toBe(1);
    expect(await count(`outcome=refused${days}`)).toBe(3);
    for (const wrong of [
      'outcome=x',
      'code=x',
      'protector=domain:x',
      'link=!',
      'from=2025-02-30',
      'person=%00',
      'link=zzzzzz',
    ])
      expect([wrong, await count(wrong)]).toEqual([wrong, 0]);
    expect((await dora.get('/adm/msu/journal?code=a&code=b&before=x')).status).toBe(200);
  });

  test('does not find another course’s short URL, nor count its launches', async () => {
    const foreign = await world.addLink(await world.addItem({ item_id: 'salt', course_id: chem.id }));
    await add([
      {
        domain_id: world.domain.id,
        course_id: chem.id,
        link_id: foreign.id,
        at: startOfTests,
        reference: 'CHHM-3333',
        code: 'opened',
        tolerated: '',
        notes: '',
        times: 1,
      },
    ]);
    const { found, text } = await shown(cora, `/adm/msu/phy101/journal?link=${foreign.short_id}`);
    expect([found, text.includes('class="part')]).toEqual([[], false]);
    expect((await shown(dora, `/adm/msu/journal?link=${foreign.short_id}`)).found).toEqual(['CHHM-3333']);
  });

  test('does not name a stranger to the course’s coordinator, but the domain’s sees who it was', async () => {
    const eve = await world.addPerson('evelina');
    await add([
      {
        domain_id: world.domain.id,
        course_id: world.course.id,
        at: startOfTests,
        reference: 'STRA-NGER',
        code: 'not-in-course',
        person_id: eve.id,
        tolerated: '',
        notes: 'odd-note',
        times: 1,
      },
    ]);
    expect((await cora.get('/adm/msu/phy101/journal')).text).not.toMatch(/evelina/i);
    expect((await cora.get('/adm/msu/phy101/journal')).text).toContain('somebody who is not in this course');
    expect((await cora.get('/adm/msu/phy101/journal/csv')).text).not.toMatch(/evelina/i);
    expect((await dora.get('/adm/msu/phy101/journal')).text).toContain('evelina');
  });

  test('goes on page by page, leaving none out and none twice, also among rows of one moment', async () => {
    const rows = Array.from({ length: 120 }, (_, n) => ({
      domain_id: world.domain.id,
      course_id: chem.id,
      at: startOfTests - 10 * day,
      reference: `PAGE-${1000 + n}`,
      code: 'opened',
      tolerated: '',
      notes: '',
      times: 1,
    }));
    await add(rows);
    const seen: (string | undefined)[] = [];
    let path: string | undefined = '/adm/msu/chem/journal?to=2025-12-08';
    for (let page = 0; path !== undefined && page < 9; page += 1) {
      const { text, found } = await shown(dora, path);
      seen.push(...found);
      path = /rel="next" href="([^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen).toHaveLength(120);
    expect(new Set(seen).size).toBe(120);
  });

  test('is saved with the same filters, without anything that a spreadsheet would compute', async () => {
    const { headers, text } = await cora.get('/adm/msu/phy101/journal/csv?outcome=refused');
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toContain('msu-phy101-journal.csv');
    const lines = text.trim().split('\r\n');
    expect(lines[0]).toContain('at,reference,course');
    expect(lines.some((line) => line.includes(`"'=HYPERLINK(""x"")"`))).toBe(true);
    expect(text).not.toContain('CHHM-2222');
    expect(
      (await cora.get('/adm/msu/phy101/journal/csv?code=nonsense')).text.trim().split('\r\n'),
    ).toHaveLength(1);
  });

  test('draws the launches of a protector with its clock, and says the same in a table', async () => {
    const { text } = await shown(dora, '/adm/msu/journal?protector=domain:1');
    expect(text).toContain('Clock of the LMS');
    expect(text).toContain('Last launch that was let in');
    expect(text.match(/<table/g)?.length).toBe(3);
    expect(text).not.toContain('style=');
    await countLaunches(world.database.door, {
      clock: () => world.clock.now,
      holder: 'test',
      settled: -1_000,
    });
    await countLaunches(world.database.door, {
      clock: () => world.clock.now,
      holder: 'test',
      settled: -1_000,
    });
    const after = await shown(dora, '/adm/msu/journal?protector=domain:1');
    expect(comparable(after.text)).toBe(comparable(text));
  });
});
