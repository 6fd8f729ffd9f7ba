import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DeepLinkRow, ItemRow, LinkRow } from '../../src/storage/schema/rows.ts';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import type { Answer } from '../web/httpClient.ts';
import { openWorld, password, type World } from '../world.ts';
import { hashOf, hour, inside, rowsOf, signedIn } from './visitors.ts';

const inherited = {
  access: '',
  protect: '',
  scope: '',
  others: '',
  listing: '',
  target: '',
  exit: '',
  exitUrl: '',
  exitText: '',
};

describe.each(engines)('deep-link settings of a course, on %s', (engine) => {
  let world: World;
  let cora: Browser;
  let week: ItemRow;
  let quiz: ItemRow;
  let link: LinkRow;
  const base = '/adm/msu/phy101';
  const form = `${base}/contents/quiz/deeplink`;
  const word = 'WORD-that-nobody-may-read';

  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    const person = await world.addPerson('cora');
    await world.make.role({ course_id: world.course.id, person_id: person.id, role: 'coordinator' });
    week = await world.addItem({ item_id: 'week', title: 'Week <1>', kind: 'folder', body: null });
    quiz = await world.addItem({ item_id: 'quiz', title: 'Quiz 🎓', ...inside(week) });
    link = await world.addLink(quiz, { short_id: 'Quiz23' });
    await world.addItem({ item_id: 'notes', title: 'Notes', ...inside(week) });
    await world.addProtector({
      plainSecret: 'own',
      consumer_key: 'own',
      number: 1,
      course_id: world.course.id,
    });
    const chem = await world.make.course({ domain_id: world.domain.id, course_id: 'chem' });
    await world.make.item({ domain_id: world.domain.id, course_id: chem.id, item_id: 'acid' });
    await world.addProtector({ plainSecret: 'chem', consumer_key: 'chem', number: 5, course_id: chem.id });
    cora = await signedIn(world, 'cora');
  });
  afterAll(() => world.close());

  const rows = () => rowsOf<DeepLinkRow>(world, 'SELECT * FROM deep_links ORDER BY id');
  const audit = async () => {
    const all = await rowsOf<{
      deed: string;
      object: string;
      before_value: string | null;
      after_value: string | null;
    }>(world, 'SELECT * FROM audit ORDER BY id');
    return all.at(-1);
  };
  type Fields = Record<string, string | readonly string[]>;

  function post(visitor: Browser, path: string, fields: Fields): Promise<Answer> {
    const pairs = Object.entries(fields).flatMap(([name, value]) =>
      (typeof value === 'string' ? [value] : value).map((one) => [name, one]),
    );
    return visitor.post(path, pairs as unknown as Record<string, string>);
  }

  async function submit(step: string, fields: Fields, path = form) {
    const page = await cora.get(path);
    const marks = { csrf: hidden(page, 'csrf'), mark: hidden(page, 'mark') };
    return post(cora, path, { ...inherited, ...marks, step, ...fields });
  }

  test('are shown before they are saved, with what else changes, and nothing is changed by that', async () => {
    const path = `${base}/contents/week/deeplink`;
    const preview = await submit(
      'preview',
      { protect: 'set', protectors: ['domain:1'], scope: 'folder' },
      path,
    );
    expect(preview.status).toBe(200);
    expect(preview.text).toContain('Campus Moodle (domain 1)');
    expect(preview.text).toContain('2 more items inherit this and change with it:');
    expect(preview.text).toContain('because a link protector is asked for');
    expect(await rows()).toEqual([]);
    const back = await submit('edit', { protect: 'set', protectors: ['domain:1', 'course:1'] }, path);
    expect(back.text).toMatch(/value="domain:1" checked/);
    expect(await rows()).toEqual([]);
  });

  test('are saved, written down, and hold from the next request on', async () => {
    const saved = await submit('save', { protect: 'set', protectors: ['course:1'], listing: 'details' });
    expect([saved.status, saved.headers.location]).toEqual([303, form]);
    expect((await cora.follow(saved)).text).toContain('The deep-link setting was saved.');
    expect(await rows()).toMatchObject([{ item_id: quiz.id, protect: 'only course:1', listing: 'details' }]);
    expect(await audit()).toMatchObject({ deed: 'deep-link-made', object: 'quiz' });
    expect((await world.launch(world.browser(), link)).status).toBe(403);
    expect(
      (await submit('save', { protect: 'set', protectors: ['course:1'], listing: 'details' })).status,
    ).toBe(303);
    expect(await rows()).toHaveLength(1);
  });

  test('say beside each part what would be inherited, and warn where a launch is not needed after all', async () => {
    expect((await cora.get(form)).text).toContain('inherit: title with link (the usual)');
    const preview = await submit('preview', { access: 'either', protect: 'set', protectors: ['course:1'] });
    expect(preview.text).toContain('Opens without a launch too');
    const never = await submit('preview', { access: 'only', protect: 'key' });
    expect(never.text).not.toContain('none is set');
  });

  test('are set for a section and a person of the domain, and for nobody else', async () => {
    expect((await submit('save', { access: 'off' }, `${form}?section=001`)).status).toBe(303);
    expect((await submit('save', { access: 'only' }, `${form}?user=ann`)).status).toBe(303);
    expect((await rows()).map(({ audience, section, person_id: id }) => [audience, section, id])).toEqual([
      ['everybody', '', 0],
      ['section', '001', 0],
      ['user', '', world.ann.id],
    ]);
    expect(await audit()).toMatchObject({ object: 'quiz, for ann' });
    const elsewhere = await world.make.domain({ name: 'osu' });
    await world.make.person({ domain_id: elsewhere.id, username: 'olga' });
    for (const path of [`${form}?user=olga`, `${form}?section=a%20b`, `${form}?user=%3Cscript%3E`]) {
      expect([path, (await cora.get(path)).status]).toEqual([path, 422]);
      expect([path, (await submit('save', { access: 'off' }, path)).status]).toEqual([path, 422]);
    }
    expect(await rows()).toHaveLength(3);
  });

  test('take no forged part, and no protector of another course', async () => {
    const before = await rows();
    const forged: readonly (readonly [Fields, string])[] = [
      [{ access: 'always' }, 'access'],
      [{ scope: 'domain' }, 'scope'],
      [{ protect: 'set', protectors: ['course:5'] }, 'protect'],
      [{ protect: 'set', protectors: ['domain:1', 'domain:99'] }, 'protect'],
      [{ protect: 'set', protectors: [] }, 'protect'],
      [{ protect: 'only domain:1' }, 'protect'],
      [{ exit: 'address', exitUrl: 'javascript:alert(1)', exitText: 'Out' }, 'exitUrl'],
      [{ exit: 'address', exitUrl: 'https://a:b@example.org', exitText: '' }, 'exitText'],
    ];
    for (const [fields, field] of forged) {
      const answer = await submit('save', fields);
      expect([fields, answer.status]).toEqual([fields, 422]);
      expect(answer.text).toContain(`<a href="#f-${field}">`);
    }
    expect(await rows()).toEqual(before);
    expect((await cora.get(`${base}/contents/acid/deeplink`)).status).toBe(404);
    const csrf = hidden(await cora.get(form), 'csrf');
    const foreign = { ...inherited, csrf, mark: '', step: 'save', access: 'off' };
    expect((await post(cora, `${base}/contents/acid/deeplink`, foreign)).status).toBe(404);
    expect((await post(cora, '/adm/msu/chem/contents/acid/deeplink', foreign)).status).toBe(404);
  });

  test('keep a protector that is gone where it stood, until it is taken out', async () => {
    await world.set({ item_id: week.id, protect: 'only domain:1 course:9' });
    const path = `${base}/contents/week/deeplink`;
    expect((await cora.get(path)).text).toContain('course 9, which is gone');
    const kept = await submit(
      'save',
      { protect: 'set', protectors: ['domain:1', 'course:9'], scope: 'folder' },
      path,
    );
    expect(kept.status).toBe(303);
    const without = await submit('save', { protect: 'set', protectors: ['domain:1'] }, path);
    expect(without.status).toBe(303);
    expect((await submit('save', { protect: 'set', protectors: ['course:9'] }, path)).status).toBe(422);
  });

  test('are not replaced unseen: the second of two coordinators is told what the first one saved', async () => {
    const page = await cora.get(form);
    const marks = { csrf: hidden(page, 'csrf'), mark: hidden(page, 'mark') };
    await submit('save', { access: 'only', listing: 'absent' });
    const second = await post(cora, form, { ...inherited, ...marks, access: 'either', step: 'save' });
    expect(second.status).toBe(409);
    expect(second.text).toContain('Now: not listed');
    expect((await rows())[0]).toMatchObject({ access: 'only', listing: 'absent' });
    const both = await Promise.all(
      ['frame', 'top', 'window'].map(async (target) => {
        const now = { csrf: hidden(second, 'csrf'), mark: hidden(second, 'mark') };
        return (await post(cora, form, { ...inherited, ...now, target, step: 'save' })).status;
      }),
    );
    expect(both.sort()).toEqual([303, 409, 409]);
  });

  test('of the whole course are at an address of their own', async () => {
    const path = `${base}/deeplinks/course`;
    const exit = { exit: 'address', exitUrl: 'https://example.org/out', exitText: 'Out <here>' };
    const preview = await submit('preview', exit, path);
    expect(preview.text).toContain('“Out &lt;here&gt;”, to https://example.org/out');
    expect((await submit('save', exit, path)).status).toBe(303);
    expect((await audit())?.object).toBe('the whole course');
  });

  test('take a shared word that is kept sealed and shown, written down or sent nowhere', async () => {
    const key = { protect: 'key' };
    expect((await submit('save', key)).status).toBe(422);
    expect((await submit('save', { ...key, word: ' blank ' })).status).toBe(422);
    const saved = await submit('save', { ...key, word });
    expect(saved.status).toBe(303);
    const [row] = await rowsOf<DeepLinkRow>(world, 'SELECT * FROM deep_links WHERE protect = ?', ['key']);
    expect(row?.key_word).toBeTruthy();
    const kept = row?.key_word;
    expect((await submit('save', { ...key, listing: 'details' })).status).toBe(303);
    const [again] = await rowsOf<DeepLinkRow>(world, 'SELECT * FROM deep_links WHERE protect = ?', ['key']);
    expect(again?.key_word).toBe(kept);
    expect((await submit('save', { ...key, word: 'another word' })).status).toBe(303);
    expect(JSON.parse((await audit())?.after_value ?? '')).toMatchObject({
      word: 'replaced',
      protect: 'key',
    });
    await submit('save', { ...key, word });
    const texts = [
      (await cora.get(form)).text,
      (await submit('preview', key)).text,
      (await submit('preview', { ...key, word })).text,
      (await submit('save', { ...key, word: `${word}\u0007` })).text,
      (await cora.get(`${base}/contents/quiz`)).text,
      (await cora.get(`${base}/deeplinks`)).text,
      JSON.stringify(await rowsOf(world, 'SELECT before_value, after_value, object FROM audit')),
      JSON.stringify(await rows()),
      world.logLines.join('\n'),
    ];
    expect(texts.filter((text) => text.includes(word))).toEqual([]);
  });

  test('ask for the password again before a word is set, a quarter of an hour after the sign-in', async () => {
    world.clock.now += hour / 2;
    const preview = await submit('preview', { protect: 'key' });
    expect(preview.text).toContain('name="confirmPassword"');
    expect((await submit('save', { protect: 'key', word: 'new word' })).status).toBe(422);
    const confirmed = await submit('save', { protect: 'key', word: 'new word', confirmPassword: password });
    expect(confirmed.status).toBe(303);
  });

  test('are taken away where all is inherited again', async () => {
    const count = (await rows()).length;
    const preview = await submit('preview', {});
    expect(preview.text).toContain('goes with this change');
    expect((await submit('save', {})).status).toBe(422);
    expect(await rows()).toHaveLength(count);
    expect((await submit('save', { confirmPassword: password })).status).toBe(303);
    expect(await rows()).toHaveLength(count - 1);
    expect(await audit()).toMatchObject({ deed: 'deep-link-removed', object: 'quiz', after_value: null });
  });

  test('stand in one table, searched and filtered by what they mean', async () => {
    await world.set({ item_id: quiz.id, protect: 'only course:9' });
    const table = async (query: string) => (await cora.get(`${base}/deeplinks${query}`)).text;
    expect(await table('')).toContain('Quiz 🎓');
    expect(await table('?q=notes')).not.toContain('Quiz 🎓');
    expect(await table('?filter=gone')).toContain('Names a link protector that is gone.');
    expect(await table('?filter=gone')).not.toContain('Notes');
    expect(await table('?filter=never')).toContain('Quiz 🎓');
    expect(await table('?filter=only&q=nothing')).toContain('Nothing matches this search.');
  });
});
