import { as, type EveryPage } from './opening.ts';
import { fillIn } from './seeing.ts';

const contents = '/adm/msu/phy101/contents';

/** Pages of a course's contents, part of everyDeskPage.ts. */
export const everyContentsPage: readonly EveryPage[] = [
  { name: 'contents for coordinators', title: 'Contents', open: as('cora', contents) },
  {
    name: 'contents, choice of a kind',
    title: 'Add folder or resource',
    open: as('cora', `${contents}/new`),
  },
  {
    name: 'contents, new file with faults',
    title: 'File',
    async open(stage, page) {
      await as('cora', `${contents}/new?kind=file`)(stage, page);
      await page.getByRole('button', { name: 'Upload file' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'contents, file that is too large',
    title: 'File',
    async open(stage, page) {
      await as('cora', `${contents}/new?kind=file`)(stage, page);
      const buffer = Buffer.alloc(2 * 1024 * 1024 + 1);
      await page
        .getByLabel('File', { exact: true })
        .setInputFiles({ name: 'slides.pdf', mimeType: 'application/pdf', buffer });
      await page.getByRole('button', { name: 'Upload file' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'contents, file after the session was over',
    title: 'You are signed in again',
    async open(stage, page) {
      await as('cora', `${contents}/new?kind=file`)(stage, page);
      await stage.world.database.door.write((sql) => sql.run('DELETE FROM account_sessions'));
      await page.getByRole('button', { name: 'Upload file' }).click();
      await fillIn(page, { username: 'cora' });
    },
  },
  {
    name: 'contents, text that is too long to wait for a sign-in',
    title: 'You were signed out',
    async open(stage, page) {
      await as('cora', `${contents}/midterm/edit`)(stage, page);
      await stage.world.database.door.write((sql) => sql.run('DELETE FROM account_sessions'));
      await page.getByLabel('Text').fill('long '.repeat(30_000));
      await page.getByRole('button', { name: 'Save' }).click();
    },
  },
  {
    name: 'contents, page with its preview',
    title: 'Midterm',
    async open(stage, page) {
      await as('cora', `${contents}/midterm/edit`)(stage, page);
      await page.getByRole('button', { name: 'Preview' }).click();
      await page.getByRole('heading', { name: 'Preview' }).waitFor();
    },
  },
  { name: 'contents, moving', title: 'Move “Midterm”', open: as('cora', `${contents}/midterm/move`) },
  {
    name: 'contents, deleting',
    title: 'Delete “Week 1: Waves”',
    open: as('cora', `${contents}/week1/delete`),
  },
];
