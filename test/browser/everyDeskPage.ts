import { as, type EveryPage } from './opening.ts';
import { fillIn } from './seeing.ts';

/** Every page of coordinators and administrators, as everyPage.ts has those of students. */
export const everyDeskPage: readonly EveryPage[] = [
  { name: 'settings of a domain', title: 'Settings', open: as('dora', '/adm/msu/settings') },
  {
    name: 'settings of a domain with faults',
    title: 'Settings',
    async open(stage, page) {
      await as('dora', '/adm/msu/settings')(stage, page);
      await page.getByLabel('Name', { exact: true }).fill(' ');
      await page.getByRole('button', { name: 'Save settings' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'audit trail',
    title: 'Audit trail',
    async open(stage, page) {
      await as('dora', '/adm/msu/settings')(stage, page);
      await page.getByLabel('Days that the launch journal is kept').fill(String(30 + (Date.now() % 100)));
      await page.getByRole('button', { name: 'Save settings' }).click();
      await page.getByRole('status').waitFor();
      await page.getByRole('link', { name: 'Audit' }).click();
    },
  },
  {
    name: 'sign-in in the middle of a form',
    title: 'You were signed out',
    async open(stage, page) {
      await as('dora', '/adm/msu/settings')(stage, page);
      await stage.world.database.door.write((sql) => sql.run('DELETE FROM account_sessions'));
      await page.getByRole('button', { name: 'Save settings' }).click();
    },
  },
  {
    name: 'what was typed before signing in again',
    title: 'You are signed in again',
    async open(stage, page) {
      await as('dora', '/adm/msu/settings')(stage, page);
      await stage.world.database.door.write((sql) => sql.run('DELETE FROM account_sessions'));
      await page.getByRole('button', { name: 'Save settings' }).click();
      await fillIn(page, { username: 'dora' });
    },
  },
];
