import { as, type EveryPage } from './opening.ts';

/** The pages of link protectors, part of everyDeskPage.ts. */
export const everyProtectorPage: readonly EveryPage[] = [
  { name: 'protectors of a domain', title: 'Link protectors', open: as('dora', '/adm/msu/protectors') },
  {
    name: 'protectors of a course',
    title: 'Link protectors',
    open: as('cora', '/adm/msu/phy101/protectors'),
  },
  { name: 'new protector', title: 'New link protector', open: as('dora', '/adm/msu/protectors/new') },
  {
    name: 'new protector with faults',
    title: 'New link protector',
    async open(stage, page) {
      await as('dora', '/adm/msu/protectors/new')(stage, page);
      await page.getByLabel('Use the one that I type').check();
      await page.getByRole('button', { name: 'Make link protector' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'new protector with its secret',
    title: 'Library Sakai is ready',
    async open(stage, page) {
      await as('dora', '/adm/msu/protectors/new')(stage, page);
      await page.getByLabel('Launcher name').fill('Library Sakai');
      await page.getByRole('button', { name: 'Make link protector' }).click();
      await page.getByRole('button', { name: 'I have stored it' }).waitFor();
    },
  },
  { name: 'protector', title: '2 · moodle-prod', open: as('dora', '/adm/msu/protectors/2') },
  { name: 'protector of a course', title: '1 · quiz-tool', open: as('cora', '/adm/msu/phy101/protectors/1') },
  {
    name: 'protector with faults',
    title: '2 · moodle-prod',
    async open(stage, page) {
      await as('dora', '/adm/msu/protectors/2')(stage, page);
      await page.getByLabel('Launcher name').fill(' ');
      await page.getByRole('button', { name: 'Save link protector' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'secret of a protector',
    title: 'Change the secret of moodle-prod',
    open: as('dora', '/adm/msu/protectors/2/secret'),
  },
  {
    name: 'origins of a protector',
    title: '2 · moodle-prod',
    open: as('dora', '/adm/msu/protectors/2/origins'),
  },
  {
    name: 'origins of a protector with faults',
    title: '2 · moodle-prod',
    async open(stage, page) {
      await as('dora', '/adm/msu/protectors/2/origins')(stage, page);
      await page.getByLabel('Refuse it').check();
      await page.getByRole('button', { name: 'Choose this check' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'protector where used',
    title: '2 · moodle-prod',
    open: as('dora', '/adm/msu/protectors/2/used'),
  },
  {
    name: 'protector used nowhere',
    title: '1 · Campus Moodle',
    open: as('dora', '/adm/msu/protectors/1/used'),
  },
  {
    name: 'protector to be deleted',
    title: 'Delete moodle-prod?',
    open: as('dora', '/adm/msu/protectors/2/delete'),
  },
];
