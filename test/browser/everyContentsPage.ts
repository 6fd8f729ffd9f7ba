import { as, type EveryPage } from './opening.ts';

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
