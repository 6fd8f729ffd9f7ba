import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Door } from '../../src/storage/door.ts';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { heading } from '../browserLike.ts';
import { openWorld, password, type World } from '../world.ts';
import { change, hashOf, tryToSignIn, verdict, withTicket } from './visitors.ts';

// R2: setting a password ends that person's sessions; those of before, and only those.
describe('a password that is set', () => {
  let world: World;
  let link: LinkRow;
  /** Runs once, between the look-up of an account and the end of its sign-in. */
  let meanwhile: (() => Promise<unknown>) | undefined;

  const through = (door: Door): Door => ({
    ...door,
    async read(work) {
      let accounts = false;
      const result = await door.read((sql) =>
        work({
          ...sql,
          rows: (text, values) => {
            accounts ||= text.includes('p.password_hash') && text.includes('p.username = ?');
            return sql.rows(text, values);
          },
        }),
      );
      const [run] = accounts ? [meanwhile] : [];
      if (run) meanwhile = undefined;
      await run?.();
      return result;
    },
  });

  beforeAll(async () => {
    world = await openWorld('sqlite', hashOf, { through });
    const item = await world.addItem({ item_id: 'intro', title: 'TITLE-INTRO' });
    link = await world.addLink(item);
    await world.set({ item_id: item.id, access: 'only' });
  });
  afterAll(() => world.close());

  /** What the one-time address does; time goes on before and after. */
  async function setPassword(): Promise<void> {
    world.clock.now += 40;
    const set = 'UPDATE people SET sessions_after = ? WHERE username = ?';
    await change(world, set, [world.clock.now, 'ann']);
    world.clock.now += 40;
  }

  test('while the sign-in of a launch waits in another tab opens that launch with the new one', async () => {
    const { visitor, fields } = await withTicket(world, link);
    await setPassword();
    const page = await visitor.follow(await visitor.post('/login', { ...fields, username: 'ann', password }));
    expect(heading(page)).toBe('TITLE-INTRO');
  });

  test('while the old one is being verified leaves whoever knows the old one no session', async () => {
    meanwhile = setPassword;
    const visitor = world.browser();
    expect((await tryToSignIn(visitor, { username: 'ann' })).status).toBe(303);
    expect(verdict(await visitor.get('/'))).toBe('sign-in');
  });

  test('while the old one is being verified in a launch opens nothing with it', async () => {
    const { visitor, fields } = await withTicket(world, link);
    meanwhile = setPassword;
    const answer = await visitor.post('/login', { ...fields, username: 'ann', password });
    expect([meanwhile, verdict(await visitor.follow(answer))]).toEqual([undefined, 'open']);
    expect(verdict(await visitor.get('/msu/phy101/intro'))).toBe('sign-in');
  });
});
