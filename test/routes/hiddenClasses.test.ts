import { setFlagsFromString } from 'node:v8';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Facts, judgements } from '../../src/services/launch/judgements.ts';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { moveSettingsOn } from '../../src/storage/settingsVersion.ts';
import { engines } from '../databases.ts';
import { openWorld, type World } from '../world.ts';
import { hashOf, launched } from './visitors.ts';

setFlagsFromString('--allow-natives-syntax');
/** Whether V8 gave both the same hidden class, so that code which reads the one is made for the other, too. */
const areAlike = new Function('one', 'other', 'return %HaveSameMap(one, other)') as (
  one: object | undefined,
  other: object | undefined,
) => boolean;

const warmUp = 20;

/**
 * In V8 11 a copy by `{ ...one, more }` has a hidden class of its own, and with it each property that is added. Nobody
 * sees it, but a launch takes half as long again.
 */
describe.each(engines)('what is made for each launch, on %s', (engine) => {
  let world: World;
  const seen: Facts[] = [];
  const spied = judgements as (typeof judgements)[number][];
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    spied.unshift({ name: 'looks on', refuses: (facts) => void seen.push(facts) });
    const links: LinkRow[] = [];
    for (const item_id of ['one', 'two']) {
      const item = await world.addItem({ item_id, title: item_id });
      await world.set({ item_id: item.id, access: 'only', scope: 'resource', others: 'hide' });
      links.push(await world.addLink(item));
    }
    const launchBoth = async () => {
      for (const link of links) await launched(world, link);
    };
    // V8 makes classes for copies only in code that has been run a few times.
    for (let n = 0; n < warmUp; n += 1) {
      await launchBoth();
      await world.database.door.write((sql) => moveSettingsOn(sql));
    }
    seen.length = 0;
    // Read from the database, then remembered.
    await launchBoth();
    await launchBoth();
  });
  afterAll(async () => {
    spied.shift();
    await world.close();
  });

  test('is of one class, whatever the link', () => {
    expect(seen.length).toBeGreaterThanOrEqual(4);
    const [first, ...others] = seen;
    for (const facts of others) {
      const alike = (part: (facts: Facts) => object | undefined) =>
        first !== undefined && areAlike(part(first), part(facts));
      expect({
        facts: alike((one) => one),
        message: alike(({ message }) => message),
        found: alike(({ found }) => found),
        setting: alike(({ setting }) => setting),
      }).toEqual({ facts: true, message: true, found: true, setting: true });
    }
  });

  test('and so is what is remembered of two links', () => {
    const [one, other] = seen.slice(-2);
    expect(one?.story.target?.remembered).toBe(true);
    expect(one?.story.target).not.toBe(other?.story.target);
    const settingOf = (facts: Facts | undefined) => facts?.found.settings.find(({ item }) => item !== null);
    expect({
      target: areAlike(one?.story.target, other?.story.target),
      link: areAlike(one?.link, other?.link),
      protector: areAlike(one?.protector, other?.protector),
      parts: areAlike(settingOf(one)?.parts, settingOf(other)?.parts),
    }).toEqual({ target: true, link: true, protector: true, parts: true });
  });
});
