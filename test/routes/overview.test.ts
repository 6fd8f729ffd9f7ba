import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addRows, type NewRow } from '../../src/storage/rowWriting.ts';
import type { Browser } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, startOfTests, type World } from '../world.ts';
import { change, day, hashOf, hour, signedIn } from './visitors.ts';

describe.each(engines)('the first page of a domain and of a course, on %s', (engine) => {
  let world: World;
  let dora: Browser;
  let cora: Browser;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    await world.addPerson('dora', { domain_coordinator: 1 });
    const person = await world.addPerson('cora');
    await world.make.role({ course_id: world.course.id, person_id: person.id, role: 'coordinator' });
    dora = await signedIn(world, 'dora');
    cora = await signedIn(world, 'cora');
  });
  afterAll(() => world.close());

  const launched = (rows: readonly NewRow[]) =>
    world.database.door.write((sql) =>
      addRows(
        sql,
        'launches',
        rows.map((row) => ({
          at: startOfTests,
          reference: 'K7F3-9QX2',
          domain_id: world.domain.id,
          course_id: world.course.id,
          protector_id: world.protector.id,
          code: 'opened',
          clock_difference: 1,
          tolerated: '',
          notes: '',
          times: 1,
          ...row,
        })),
      ),
    );
  const ticks = (text: string) =>
    [...text.matchAll(/<span class="tag (good|plain)">[^<]*<\/span> <div><a href="([^"]*)"/g)].map(
      ([, tag, path]) => `${tag} ${path}`,
    );

  test('lead through the first steps while nobody was let in, and tick what is done', async () => {
    expect(ticks((await dora.get('/adm/msu')).text)).toEqual([
      'good /adm/msu/courses',
      'good /adm/msu/protectors',
      'plain /adm/msu/courses',
      'plain /adm/msu/courses',
      'plain /adm/msu/protectors',
    ]);
    const course = ticks((await cora.get('/adm/msu/phy101')).text);
    expect(course.map((line) => line.split(' ')[0])).toEqual(['plain', 'good', 'good', 'plain', 'plain']);
    await world.addLink(await world.addItem({ item_id: 'waves' }));
    const later = ticks((await cora.get('/adm/msu/phy101')).text);
    expect(later.map((line) => line.split(' ')[0])).toEqual(['good', 'good', 'good', 'good', 'plain']);
  });

  test('say what was refused today already before the first launch succeeds', async () => {
    await launched([{ code: 'bad-signature', times: 3, clock_difference: null, protector_id: null }]);
    const { text } = await cora.get('/adm/msu/phy101');
    expect(text).toContain('Refused today, 3 times: signature does not match.');
    expect(text).toContain('href="/adm/msu/phy101/journal?code=bad-signature&amp;from=2025-12-17"');
    expect(text).not.toContain('<svg');
  });

  test('show numbers and the plot once a launch was let in, and name what nobody else could do', async () => {
    await launched([{}, { at: startOfTests - 2 * day }, { at: startOfTests - 20 * day }]);
    const { text } = await dora.get('/adm/msu');
    expect(ticks(text)).toEqual([]);
    expect(text).toMatch(/<b>1<\/b><a href="[^"]*">opened today/);
    expect(text).toMatch(/<b>2<\/b><a href="[^"]*">opened in 7 days/);
    expect(text).toContain('There is only one coordinator.');
    expect(text).toContain('<svg class="plot"');
    await world.addPerson('dave', { domain_coordinator: 1 });
    expect((await dora.get('/adm/msu')).text).not.toContain('There is only one coordinator.');
  });

  test('name settings of protectors that are gone, in the course that has them', async () => {
    const chem = await world.make.course({
      domain_id: world.domain.id,
      course_id: 'chem',
      title: 'Chemistry',
    });
    await world.set({ course_id: chem.id, protect: 'only domain:99' });
    await world.set({ protect: 'only domain:1' });
    const { text } = await dora.get('/adm/msu');
    expect(text).toContain('One setting of chem names a link protector that is gone.');
    expect(text).toContain('href="/adm/msu/chem/deeplinks"');
    expect((await cora.get('/adm/msu/phy101')).text).not.toContain('that is gone');
    await change(world, 'UPDATE courses SET archived_at = 1 WHERE id = ?', [chem.id]);
    expect((await dora.get('/adm/msu')).text).not.toContain('that is gone');
  });

  test('name protectors without secret, ending soon, and with an old secret still in use', async () => {
    const own = { domain_id: world.domain.id };
    await world.make.protector({ ...own, number: 2, name: 'Bare <i>', secret: null });
    await world.make.protector({ ...own, number: 3, name: 'Ending', valid_until: startOfTests + 3 * day });
    await world.make.protector({
      ...own,
      number: 4,
      name: 'Changed',
      previous_secret: 'x',
      previous_until: startOfTests + hour,
    });
    await world.make.protector({ ...own, number: 5, name: 'Sleeping', secret: null, enabled: 0 });
    await world.make.protector({ ...own, number: 1, course_id: world.course.id, name: 'Own', secret: null });
    const { text } = await dora.get('/adm/msu');
    for (const sentence of [
      'Bare &lt;i&gt; has no secret',
      'Ending ends ',
      'Changed still takes its old secret',
    ])
      expect(text).toContain(sentence);
    expect(text).not.toContain('Sleeping');
    expect(text).not.toContain('Own has no secret');
    expect((await cora.get('/adm/msu/phy101')).text).toContain('Own has no secret');
  });

  test('warn of a clock that is slow or fast, and say from which limit on launches are refused', async () => {
    // A launch that was long on its way says nothing of the clock where a quicker one was right.
    await launched([{ clock_difference: 200 }]);
    expect((await dora.get('/adm/msu')).text).not.toContain('seconds slow');
    const late = startOfTests + day;
    world.clock.now = late;
    dora = await signedIn(world, 'dora');
    await launched([
      { at: late, clock_difference: 95 },
      { at: late, code: 'stale', clock_difference: 400 },
    ]);
    const { text } = await dora.get('/adm/msu');
    expect(text).toContain(
      'The clock of the LMS behind Campus Moodle is 95 seconds slow. From 300 seconds on',
    );
    expect(text).toContain('/adm/msu/journal?protector=domain%3A1');
    await launched([{ at: late, clock_difference: -45 }]);
    expect((await dora.get('/adm/msu')).text).toContain('is 45 seconds fast. From 60 seconds on');
  });
});
