import { as, type EveryPage } from './opening.ts';

const people = '/adm/msu/people';

async function handIn(list: string, ...[stage, page]: Parameters<EveryPage['open']>): Promise<void> {
  await as('dora', `${people}/import`)(stage, page);
  await page.getByRole('textbox', { name: 'Or paste the list' }).fill(list);
  await page.getByRole('button', { name: 'Look at it first' }).click();
}

const toPerson =
  (act: string): EveryPage['open'] =>
  async (stage, page) => {
    await as('dora', `${people}?q=ann`)(stage, page);
    await page.getByRole('link', { name: 'ann', exact: true }).click();
    if (act !== '') await page.getByRole('link', { name: act, exact: true }).click();
  };

/** Pages about people, of the server's administrators, and of one's own account. */
export const peoplePages: readonly EveryPage[] = [
  { name: 'people', title: 'People', open: as('dora', people) },
  { name: 'people, none found', title: 'People', open: as('dora', `${people}?q=nobody-at-all`) },
  { name: 'new person', title: 'New person', open: as('dora', `${people}/new`) },
  {
    name: 'new person with faults',
    title: 'New person',
    async open(stage, page) {
      await as('dora', `${people}/new`)(stage, page);
      await page.getByLabel('E-mail').fill('nobody');
      await page.getByRole('button', { name: 'Make person' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  { name: 'person of a domain', title: 'Ann', open: toPerson('') },
  { name: 'person to be disabled', title: 'Disable ann', open: toPerson('Disable') },
  { name: 'person to be anonymised', title: 'Anonymise ann', open: toPerson('Anonymise') },
  {
    name: 'person to be erased, typed wrongly',
    title: 'Erase ann',
    async open(stage, page) {
      await toPerson('Erase')(stage, page);
      await page.getByRole('button', { name: 'Erase' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'one-time address of a person',
    title: 'One-time address for ann',
    async open(stage, page) {
      await toPerson('Give a one-time address')(stage, page);
      await page.getByRole('button', { name: 'Give a one-time address' }).click();
    },
  },
  { name: 'import of people', title: 'Import people', open: as('dora', `${people}/import`) },
  {
    name: 'import of people that cannot be read',
    title: 'Import people',
    async open(stage, page) {
      await handIn('name\nAnn', stage, page);
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'import of people looked at',
    title: 'What this list would do',
    open: (stage, page) => handIn('username,name\nnew1,<b>Nour نور 🎓</b>\nann,Ann Changed\n', stage, page),
  },
  {
    name: 'import of people with faults',
    title: 'What this list would do',
    open: (stage, page) => handIn('username,name,shoe\nANN,Ann\nnew1,A,1\nnew1,B,2\n', stage, page),
  },
  { name: 'domains of the server', title: 'Domains', open: as('root', '/adm/domains') },
  {
    name: 'new domain with faults',
    title: 'New domain',
    async open(stage, page) {
      await as('root', '/adm/domains/new')(stage, page);
      await page.getByRole('button', { name: 'Make domain' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  { name: 'domain for administrators', title: 'Michigan State', open: as('root', '/adm/domains/msu') },
  { name: 'administrators', title: 'Administrators', open: as('root', '/adm/administrators') },
  { name: 'one’s own account', title: 'Your account', open: as('dora', '/account') },
  {
    name: 'one’s own account with faults',
    title: 'Your account',
    async open(stage, page) {
      await as('dora', '/account')(stage, page);
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
];
