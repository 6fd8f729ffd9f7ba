import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ItemRow, LinkRow } from '../../src/storage/schema/rows.ts';
import { loadTexts } from '../../src/web/texts.ts';
import { type Browser, heading, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import type { Answer } from '../web/httpClient.ts';
import { type LaunchChanges, moodleReturn, openWorld, type World } from '../world.ts';
import { change, hashOf, inside, launched, signedIn } from './visitors.ts';

const { t } = loadTexts('views/texts');
const own = { url: 'https://course.example/start?a=1&b="2"#top', text: 'Back to <our> page & more' };
const ownColumn = `address ${own.url} ${own.text}`;

/** The one link to another site: its address, its words, and the whole tag. */
function exitOn(answer: Answer): { url: string; text: string; tag: string } | undefined {
  const [tag, url = '', text = ''] =
    /<a class="btn[^"]*" href="(https?:[^"]*)"[^>]*>([^<]*)<\/a>/.exec(answer.text) ?? [];
  if (tag === undefined) return undefined;
  const plain = (html: string) =>
    html
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&');
  return { url: plain(url), text: plain(text), tag };
}

describe.each(engines)('the exit of launched pages, on %s', (engine) => {
  let world: World;
  let week: ItemRow;
  let page: ItemRow;
  let link: LinkRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    week = await world.addItem({ item_id: 'week', title: 'Week', kind: 'folder', body: null });
    page = await world.addItem({ item_id: 'intro', title: 'Introduction', ...inside(week) });
    link = await world.addLink(week);
  });
  beforeEach(async () => {
    await change(world, 'DELETE FROM launch_sessions');
    await change(world, 'DELETE FROM deep_links');
    await world.set({ item_id: week.id, scope: 'subtree' });
  });
  afterAll(() => world.close());

  const setExit = (exit_to: string) =>
    change(world, 'UPDATE deep_links SET exit_to = ? WHERE item_id = ?', [exit_to, week.id]);
  const withoutReturn: LaunchChanges = { parameters: { launch_presentation_return_url: undefined } };
  const pages = ['/msu/phy101', '/msu/phy101/week', '/msu/phy101/intro'];
  const leave = async (visitor: Browser) => {
    const shown = await visitor.get('/msu/phy101/week');
    return visitor.follow(await visitor.post('/logout', { csrf: hidden(shown, 'csrf') }));
  };

  test('leads to an address of the course’s own, with its own words, on every page of the launch', async () => {
    await setExit(ownColumn);
    for (const changes of [{}, withoutReturn]) {
      const visitor = await launched(world, link, changes);
      for (const path of pages) {
        const exit = exitOn(await visitor.get(path));
        expect([path, exit?.url, exit?.text]).toEqual([path, own.url, own.text]);
        expect(exit?.tag).toContain('rel="noopener noreferrer"');
        expect(exit?.tag).toContain('target="_top"');
      }
    }
  });

  test('is the same on the goodbye page, and the address learns nothing from us', async () => {
    await setExit(ownColumn);
    for (const changes of [{}, withoutReturn]) {
      const goodbye = await leave(await launched(world, link, changes));
      expect(heading(goodbye)).toBe(t('goodbye.title'));
      expect(exitOn(goodbye)).toMatchObject(own);
    }
  });

  test('is hidden where it is set to none, and signing out stays as it was', async () => {
    await setExit('none');
    const visitor = await launched(world, link);
    for (const path of pages) {
      const shown = await visitor.get(path);
      expect([shown.status, exitOn(shown)]).toEqual([200, undefined]);
      expect(shown.text).toContain(t('layout.notYou'));
    }
    const goodbye = await leave(visitor);
    expect(exitOn(goodbye)?.url).toContain(moodleReturn);
    const closing = await leave(await launched(world, link, withoutReturn));
    expect([exitOn(closing), closing.text.includes(t('goodbye.close'))]).toEqual([undefined, true]);
  });

  test('leads back to the LMS unless something else is set', async () => {
    for (const set of [undefined, 'lms']) {
      if (set !== undefined) await setExit(set);
      const visitor = await launched(world, link);
      expect(exitOn(await visitor.get('/msu/phy101/intro'))).toMatchObject({
        url: moodleReturn,
        text: t('layout.backTo', { lms: 'Moodle' }),
      });
      expect(exitOn(await leave(visitor))?.url).toContain('lti_msg=');
    }
  });

  test('is that of the launched item, for the launch’s own person, as it is set at this moment', async () => {
    await setExit('none');
    await world.set({ item_id: page.id, exit_to: ownColumn });
    const visitor = await launched(world, link);
    expect(exitOn(await visitor.get('/msu/phy101/intro'))).toBeUndefined();
    await world.set({ item_id: week.id, audience: 'user', person_id: world.ann.id, exit_to: 'lms' });
    expect(exitOn(await visitor.get('/msu/phy101/intro'))?.url).toBe(moodleReturn);
  });

  test('is on no page of a normal session, and refusals lead to the LMS as ever', async () => {
    await setExit(ownColumn);
    const visitor = await signedIn(world, 'ann');
    for (const path of pages) expect(exitOn(await visitor.get(path))).toBeUndefined();
    const stale = { timestamp: Math.floor(world.clock.now / 1000) - 4_000 };
    expect(exitOn(await world.launch(world.browser(), link, stale))?.url).toContain('lti_errormsg=');
  });

  test.each(['address javascript:alert(1) Home', 'address https://a.example/', 'somewhere', 'address'])(
    'that cannot be understood opens nothing: %s',
    async (column) => {
      await setExit(column);
      const visitor = world.browser();
      const answer = await world.launch(visitor, link);
      expect(answer.status).toBe(500);
      expect(answer.text).not.toContain('alert');
      expect(visitor.cookies.size).toBe(0);
    },
  );
});
