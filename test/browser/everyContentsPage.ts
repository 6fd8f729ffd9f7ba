import { handZip } from '../zips.ts';
import { as, type EveryPage } from './opening.ts';
import { fillIn, press } from './seeing.ts';
import { tinygate } from './stage.ts';

const contents = '/adm/msu/phy101/contents';

const menus = '/adm/msu/phy101/menus';

/** With one collection, made by the first who asks. */
function withMenu(path: string): EveryPage['open'] {
  return async (stage, page) => {
    await as('cora', menus)(stage, page);
    if ((await page.getByRole('rowheader').count()) === 0) {
      await page.goto(`${tinygate}${menus}/new`);
      await page.getByLabel('Name', { exact: true }).fill('Exam, quiet and long in its name');
      await press(page, 'Make this menu collection');
    }
    await page.goto(tinygate + menus + path);
  };
}

/** Pages of a course's contents, part of everyDeskPage.ts. */
export const everyContentsPage: readonly EveryPage[] = [
  { name: 'contents for coordinators', title: 'Contents', open: as('cora', contents) },
  {
    name: 'import, nothing chosen',
    title: 'Import contents',
    async open(stage, page) {
      await as('cora', `${contents}/import`)(stage, page);
      await press(page, 'Show what it would do');
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'import, before it is done',
    title: 'What the archive would do',
    async open(stage, page) {
      await as('cora', `${contents}/import`)(stage, page);
      const entries = ['1 Week/intro.md', '1 Week/فيزياء 🎓.pdf', `${'long'.repeat(40)}.txt`];
      const buffer = handZip(entries.map((name) => ({ name, content: '# Text' })));
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'all.zip', mimeType: 'application/zip', buffer });
      await press(page, 'Show what it would do');
      await page.getByRole('heading', { level: 1, name: 'What the archive would do' }).waitFor();
    },
  },
  { name: 'menu collections, none yet', title: 'Menu collections', open: as('cora', menus) },
  {
    name: 'menu collections, a new one with faults',
    title: 'New menu collection',
    async open(stage, page) {
      await as('cora', `${menus}/new`)(stage, page);
      await press(page, 'Make this menu collection');
      await page.getByRole('alert').waitFor();
    },
  },
  { name: 'menu collections, some', title: 'Menu collections', open: withMenu('') },
  { name: 'menu collections, one', title: 'Menu collection 1', open: withMenu('/1') },
  {
    name: 'menu collections, deleting one',
    title: 'Delete the menu collection “Exam, quiet and long in its name”?',
    open: withMenu('/1/delete'),
  },
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
