import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ProtectorRef } from '../../src/model/protector.ts';
import { addLinkPlaces } from '../../src/storage/linkPlaceStore.ts';
import type { ItemRow, LinkRow } from '../../src/storage/schema/rows.ts';
import { heading } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { change, countOf, expectRefused, hashOf, marker, postPairs } from '../hostile.ts';
import { type LaunchChanges, openWorld, type World } from '../world.ts';

const elsewhere = { status: 403, code: 'wrong-context' } as const;
const campus: ProtectorRef = { level: 'domain', number: 1 };
const quiz = { key: 'quiz-tool', secret: 'another secret of the tests' };

describe.each(engines)('a link that is bound to places in the LMS, on %s (R7)', (engine) => {
  let world: World;
  let exam: ItemRow;
  let link: LinkRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    exam = await world.addItem({ item_id: 'exam', title: 'Exam' });
    link = await world.addLink(exam, { place_check: 'enforce' });
    await world.addProtector({
      plainSecret: quiz.secret,
      consumer_key: quiz.key,
      course_id: world.course.id,
      number: 1,
    });
    const other = await world.addItem({ item_id: 'other' });
    await world.addLink(other, { place_check: 'enforce' });
    await approve(exam, 'the-course', '17');
    await approve(exam, 'all-of-it');
    await approve(other, 'of-another-link');
  });
  afterAll(() => world.close());

  function approve(item: ItemRow, contextId: string, resourceLinkId?: string, protector = campus) {
    const scope = { domainId: world.domain.id, courseId: world.course.id };
    const places = [{ item: item.id, protector, contextId, resourceLinkId }];
    return world.database.door.write((sql) => addLinkPlaces(sql, scope, { places, now: world.clock.now }));
  }
  const from = (context_id: string | undefined, resource_link_id = '17'): LaunchChanges => ({
    parameters: { context_id, resource_link_id },
  });
  const check = (mode: string | null) =>
    change(world, 'UPDATE links SET place_check = ? WHERE id = ?', [mode, link.id]);

  const strangers: readonly (readonly [string, LaunchChanges])[] = [
    ['another context', from('17861')],
    ['another link of a context where one link was approved', from('the-course', '18')],
    ['a link whose id only begins alike', from('the-course', '170')],
    ['no context at all', from(undefined)],
    ['an empty context', from('')],
    ['a context of blanks', from('   ')],
    ['a context in other letters', from('The-Course')],
    ['a context with a blank behind it', from('all-of-it ')],
    ['a context that ends in a null character', from('all-of-it\0')],
    ['a context that only begins alike', from('all-of-it-2')],
    ['a pattern', from('%')],
    ['a context of half a megabyte', from('x'.repeat(300_000))],
    ['a context that is markup', from(marker)],
    ['a place that was approved for another link', from('of-another-link')],
    ['the approved place, by a protector without any', { ...quiz, ...from('the-course') }],
    ['the whole approved context, by a protector without any', { ...quiz, ...from('all-of-it') }],
    [
      'another context, with the approved one under other names',
      { parameters: { context_id: 'x', custom_context_id: 'all-of-it', ext_context_id: 'all-of-it' } },
    ],
  ];

  test.each(strangers)('stays shut to a launch from %s, and to its copy', async (_, changes) => {
    const pairs = world.signed(link, changes);
    const [nonces, sessions] = [await countOf(world, 'nonces'), await countOf(world, 'launch_sessions')];
    const line = await expectRefused(world, await postPairs(world, link, pairs), elsewhere);
    expect(line.protector).toMatchObject({ level: 'key' in changes ? 'course' : 'domain', number: 1 });
    expect([line.identity, line.person]).toEqual([null, null]);
    expect(await countOf(world, 'nonces')).toBe(nonces + 1);
    await expectRefused(world, await postPairs(world, link, pairs), elsewhere);
    expect(await countOf(world, 'nonces')).toBe(nonces + 1);
    expect(await countOf(world, 'launch_sessions')).toBe(sessions);
  });

  test('stays shut to a context that is sent twice, or in the address', async () => {
    const pairs = world.signed(link, from('all-of-it'));
    const twice = [...pairs, ['context_id', 'all-of-it'] as const];
    expect((await postPairs(world, link, twice)).status).toBe(400);
    const moved = world
      .signed(link, from('x'))
      .map(([name, value]) =>
        name === 'context_id' ? ([name, 'all-of-it'] as const) : ([name, value] as const),
      );
    expect((await postPairs(world, link, moved)).status).toBe(401);
  });

  test.each([
    ['the approved link of a context', from('the-course')],
    ['any link of a context that was approved as a whole', from('all-of-it', '99')],
  ])('opens from %s', async (_, changes) => {
    // Refusals are written down apart from good launches, and those before may still be on their way.
    world.clock.now += 1_000;
    const visitor = world.browser();
    const page = await visitor.follow(await world.launch(visitor, link, changes));
    expect([page.status, heading(page)]).toEqual([200, 'Exam']);
    const [line] = await world.journal();
    expect([line?.code, line?.notes]).toEqual(['opened', []]);
  });

  test('keeps refusing a copy of what it refused, when its place has been approved since', async () => {
    const pairs = world.signed(link, from('approved-later'));
    await expectRefused(world, await postPairs(world, link, pairs), elsewhere);
    await approve(exam, 'approved-later');
    await expectRefused(world, await postPairs(world, link, pairs), elsewhere);
    expect((await postPairs(world, link, world.signed(link, from('approved-later')))).status).toBe(303);
  });

  test('opens to a second protector from its own place only', async () => {
    await approve(exam, 'of-the-quiz', undefined, { level: 'course', number: 1 });
    const send = (changes: LaunchChanges) => postPairs(world, link, world.signed(link, changes));
    expect((await send({ ...quiz, ...from('of-the-quiz') })).status).toBe(303);
    await expectRefused(world, await send(from('of-the-quiz')), elsewhere);
  });

  test('under warn opens, and the journal names what enforce would refuse', async () => {
    await check('warn');
    const notesOf = async (changes: LaunchChanges) => {
      const { status } = await postPairs(world, link, world.signed(link, changes));
      return [status, (await world.journal())[0]?.notes];
    };
    expect(await notesOf(from('17861'))).toEqual([303, ['other-place']]);
    expect(await notesOf(from(undefined))).toEqual([303, ['other-place']]);
    expect(await notesOf(from('the-course', '18'))).toEqual([303, ['other-place']]);
    expect(await notesOf({ ...quiz, ...from('all-of-it') })).toEqual([303, ['other-place']]);
    expect(await notesOf(from('all-of-it'))).toEqual([303, []]);
    await check('enforce');
  });

  test.each([null, 'off'])('opens from everywhere without a note where the check is %s', async (mode) => {
    await check(mode);
    for (const changes of [from('17861'), from(undefined), { ...quiz, ...from('x') }]) {
      expect((await postPairs(world, link, world.signed(link, changes))).status).toBe(303);
      expect((await world.journal())[0]?.notes).toEqual([]);
    }
    await check('enforce');
  });

  test('takes no place for a protector of another course, nor for another course’s item', async () => {
    const course = await world.make.course({ domain_id: world.domain.id });
    const theirs = await world.make.item({ domain_id: world.domain.id, course_id: course.id });
    await world.make.link({ domain_id: world.domain.id, course_id: course.id, item_id: theirs.id });
    await expect(approve(theirs, 'x')).rejects.toThrow(/not there/);
    await expect(approve(exam, 'x', undefined, { level: 'course', number: 7 })).rejects.toThrow(/not there/);
  });
});
