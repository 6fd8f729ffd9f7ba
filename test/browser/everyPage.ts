import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { tokenHash } from '../../src/crypto/digest.ts';
import { giveOneTimeAddress } from '../../src/storage/administratorStore.ts';
import { rowsOf } from '../routes/visitors.ts';
import { as, type EveryPage, to } from './opening.ts';
import { fillIn, press, signIn } from './seeing.ts';
import { type Stage, tinygate } from './stage.ts';

/** A click in the LMS, in a window of its own. */
const launched =
  (username: string, path?: string, manner = 'honest') =>
  async (stage: Stage, page: Page) => {
    const words = `place=0&as=${username}&target=window&manner=${manner}`;
    await page.goto(`${stage.lms}/launch?${words}`);
    await page.waitForURL(`${tinygate}/**`);
    if (path !== undefined) await page.goto(tinygate + path);
  };

async function setPassword(stage: Stage, page: Page): Promise<void> {
  const { ann, clock, database } = stage.world;
  const token = 'a-one-time-address-of-the-tests';
  const times = { now: clock.now, expiresAt: clock.now + 3_600_000 };
  const address = { owner: { personId: ann.id }, tokenHash: tokenHash(token), ...times };
  await database.door.write((sql) => giveOneTimeAddress(sql, address));
  await page.goto(`${tinygate}/password/${token}`);
}

async function tryPassword(page: Page, password: string): Promise<void> {
  // The browser's own check would stop a short one; the server's is what is looked at.
  await page.locator('form').evaluate((form) => form.setAttribute('novalidate', ''));
  await page.getByLabel('New password').fill(password);
  await press(page, 'Set password');
}

/** An item whose word nobody knows. */
const asking = (username: string) => async (stage: Stage, page: Page) => {
  const { world } = stage;
  const [there] = await rowsOf(world, "SELECT id FROM items WHERE item_id = 'vault'");
  if (!there) {
    const vault = await world.addItem({ item_id: 'vault', title: 'The vault', position: 99 });
    await world.set({ item_id: vault.id, protect: 'key', word_version: 'of-nobody' });
  }
  await as(username, '/msu/phy101/vault')(stage, page);
};

const wrong = { username: 'ann', password: 'not the right one' };

export const everyPage: readonly EveryPage[] = [
  { name: 'sign-in', title: 'Sign in', open: to('/login') },
  { name: 'sign-in on the way to a course', title: 'Sign in', open: to('/msu/phy101/week1') },
  {
    name: 'sign-in after a wrong password',
    title: 'Sign in',
    async open(_stage, page) {
      await page.goto(`${tinygate}/login`);
      await page.getByLabel('Domain').fill('msu');
      await fillIn(page, wrong);
      await page.getByRole('alert').waitFor();
    },
  },
  { name: 'sign-in of a launch', title: 'Sign in', open: launched('nadia') },
  {
    name: 'sign-in of a launch after a wrong password',
    title: 'Sign in',
    async open(stage, page) {
      await launched('nadia')(stage, page);
      await fillIn(page, wrong);
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'sign-in of a launch, somebody being signed in',
    title: 'Sign in',
    async open(stage, page) {
      await signIn(page, 'ann');
      await launched('nadia')(stage, page);
    },
  },
  {
    name: 'question of another person',
    title: 'Who is here?',
    async open(stage, page) {
      await signIn(page, 'ann');
      await launched('zoe')(stage, page);
    },
  },
  { name: 'refused launch', title: 'This link did not open', open: launched('ann', undefined, 'slow') },
  {
    name: 'refused launch with a way back',
    title: 'This link did not open',
    async open(stage, page) {
      await page.goto(`${stage.lms}/launch?place=4&as=ann&target=window`);
      await page.waitForURL(`${tinygate}/**`);
    },
  },
  { name: 'closed item', title: 'Open this from your LMS', open: as('ann', '/msu/phy101/week1') },
  { name: 'asking for a word', title: 'This part asks for a word', open: asking('ann') },
  {
    name: 'asking for a word after a wrong one',
    title: 'This part asks for a word',
    async open(stage, page) {
      await asking('zoe')(stage, page);
      const field = page.getByLabel('The word', { exact: true });
      await field.fill('Kepler');
      await press(page, 'Show the word');
      expect(await field.getAttribute('type')).toBe('text');
      await press(page, 'Open');
      await page.getByRole('alert').waitFor();
    },
  },
  { name: 'not found', title: 'There is nothing here', open: to('/no/such/place/at/all') },
  {
    name: 'launch address in the browser',
    title: 'This did not work',
    open: to('/adm/launch/tiny/msu/abcdef'),
  },
  { name: 'contents', title: 'Physics 101', open: as('ann', '/msu/phy101') },
  { name: 'contents for staff', title: 'Physics 101', open: as('cora', '/msu/phy101') },
  { name: 'folder', title: 'Week 1: Waves', open: launched('ann') },
  { name: 'empty folder', title: 'Nothing in it yet', open: as('ann', '/msu/phy101/empty') },
  { name: 'page', title: 'What a wave is', open: launched('ann', '/msu/phy101/waves') },
  { name: 'picture', title: 'Two waves and their sum', open: launched('ann', '/msu/phy101/sum') },
  { name: 'text file', title: 'Pendulum figures', open: launched('ann', '/msu/phy101/data') },
  { name: 'PDF', title: 'Formula sheet', open: as('ann', '/msu/phy101/formulas') },
  { name: 'web address', title: 'Simulation: wave on a string', open: launched('ann', '/msu/phy101/phet') },
  {
    name: 'last page of a scope',
    title: 'Simulation: wave on a string',
    open: launched('ann', '/msu/phy101/phet'),
  },
  { name: 'page for staff', title: 'What a wave is', open: as('cora', '/msu/phy101/waves') },
  { name: 'search in a course', title: 'Search: wave', open: launched('ann', '/msu/phy101/search?q=wave') },
  { name: 'search for staff', title: 'Search: a', open: as('cora', '/msu/phy101/search?q=a') },
  { name: 'search that finds nothing', title: 'Search: qqqq', open: as('ann', '/msu/phy101/search?q=qqqq') },
  { name: 'search without words', title: 'Search', open: as('ann', '/msu/phy101/search') },
  { name: 'start page of a student', title: 'Your courses', open: as('ann', '/') },
  { name: 'start page without courses', title: 'Your courses', open: as('eve', '/') },
  { name: 'start page of a domain coordinator', title: 'Your courses', open: as('dora', '/') },
  { name: 'start page with a search', title: 'Your courses', open: as('dora', '/?q=chemistry') },
  { name: 'start page of the administrator', title: 'Domains on this server', open: as('root', '/') },
  { name: 'set password', title: 'Set your password', open: setPassword },
  {
    name: 'set password with faults',
    title: 'Set your password',
    async open(stage, page) {
      await setPassword(stage, page);
      await tryPassword(page, 'ann');
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'password is set',
    title: 'Your password is set',
    async open(stage, page) {
      await setPassword(stage, page);
      // The same one, so that pages that are opened later find the person as she was.
      await tryPassword(page, 'amber-thicket-compass');
    },
  },
  { name: 'spent address', title: 'This address no longer works', open: to('/password/spent') },
  { name: 'goodbye', title: 'You are signed out here', open: to('/launch/goodbye') },
];
