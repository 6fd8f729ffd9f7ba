import type { Page } from 'playwright-core';
import { addRows } from '../../src/storage/rowWriting.ts';
import { everyContentsPage } from './everyContentsPage.ts';
import { everyProtectorPage } from './everyProtectorPage.ts';
import { everySettingsPage } from './everySettingsPage.ts';
import { inspectorPages } from './inspectorPages.ts';
import { linkPlacePages } from './linkPlacePages.ts';
import { as, type EveryPage } from './opening.ts';
import { peoplePages } from './peoplePages.ts';
import { fillIn } from './seeing.ts';
import type { Stage } from './stage.ts';

/** Every page of coordinators and administrators, as everyPage.ts has those of students. */
/** Launches of two weeks, so that journal and overviews have something to show. */
const withLaunches =
  (path: string): EveryPage['open'] =>
  async (stage, page) => {
    const { world } = stage;
    const link = stage.link('waves');
    const codes = ['opened', 'login-required', 'bad-signature', 'stale', 'stopped', 'opened'];
    const rows = Array.from({ length: 60 }, (_, n) => ({
      domain_id: world.domain.id,
      course_id: world.course.id,
      link_id: link.id,
      item_id: link.item_id,
      protector_id: world.protector.id,
      protector_level: 'domain',
      protector_number: 1,
      at: world.clock.now - n * 6 * 3_600_000,
      reference: 'K7F3-9QX2',
      code: codes[n % codes.length] ?? 'opened',
      identity: n % 3 === 0 ? 'accepted' : 'unknown-user',
      named: n % 2 === 0 ? 'ann' : 'שלום<b>🎓',
      clock_difference: 75,
      tolerated: n % 5 === 0 ? 'trailing-slash' : '',
      notes: n % 7 === 0 ? 'previous-secret' : '',
      times: 1,
    }));
    await world.database.door.write((sql) => addRows(sql, 'launches', rows));
    return as('dora', path)(stage, page);
  };

async function tickTwo(stage: Stage, page: Page): Promise<void> {
  await as('cora', '/adm/msu/phy101/deeplinks')(stage, page);
  for (const item of ['week1', 'midterm']) await page.locator(`input[name=item][value=${item}]`).check();
  await page.getByRole('button', { name: 'Change the ticked ones together' }).click();
}

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
  { name: 'item page', title: 'What a wave is', open: as('cora', '/adm/msu/phy101/contents/waves') },
  {
    name: 'item page explained for a student',
    title: 'Midterm',
    open: as('cora', '/adm/msu/phy101/contents/midterm?student=ann'),
  },
  {
    name: 'item page explained for nobody',
    title: 'Week 1: Waves',
    open: as('cora', '/adm/msu/phy101/contents/week1?student=nobody'),
  },
  { name: 'deep-link table', title: 'Deep-link settings', open: as('cora', '/adm/msu/phy101/deeplinks') },
  {
    name: 'deep-link table without a match',
    title: 'Deep-link settings',
    open: as('cora', '/adm/msu/phy101/deeplinks?filter=gone'),
  },
  {
    name: 'deep-link table for one person',
    title: 'Deep-link settings',
    open: as('cora', '/adm/msu/phy101/deeplinks?user=ann'),
  },
  {
    name: 'deep-link table for nobody',
    title: 'Deep-link settings',
    open: as('cora', '/adm/msu/phy101/deeplinks?user=nobody-at-all'),
  },
  {
    name: 'deep-link table after a change that can be undone',
    title: 'Deep-link settings',
    async open(stage, page) {
      await tickTwo(stage, page);
      await page.getByLabel('Way out', { exact: true }).selectOption('none');
      await page.getByRole('button', { name: 'Show what would change' }).click();
      const save = page.getByRole('button', { name: 'Save for all of them' });
      if (await save.isVisible()) await save.click();
      else await as('cora', '/adm/msu/phy101/deeplinks')(stage, page);
      await page.getByRole('button', { name: 'Undo' }).waitFor();
    },
  },
  {
    name: 'deep-link setting of an item',
    title: 'Deep-link setting of Midterm',
    open: as('cora', '/adm/msu/phy101/contents/midterm/deeplink'),
  },
  {
    name: 'deep-link setting with faults',
    title: 'Deep-link setting of Midterm',
    async open(stage, page) {
      await as('cora', '/adm/msu/phy101/contents/midterm/deeplink?section=001')(stage, page);
      await page.getByLabel('Asks for').selectOption('set');
      await page.getByRole('button', { name: 'Show what would change' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'deep-link setting for nobody',
    title: 'Deep-link setting of the whole course',
    open: as('cora', '/adm/msu/phy101/deeplinks/course?user=nobody-at-all'),
  },
  {
    name: 'deep-link setting before it is saved',
    title: 'Deep-link setting of Week 1: Waves',
    async open(stage, page) {
      await as('cora', '/adm/msu/phy101/contents/week1/deeplink')(stage, page);
      await page.getByLabel('Asks for').selectOption('key');
      await page.getByRole('button', { name: 'Show what would change' }).click();
      await page.getByRole('heading', { name: 'What would change' }).waitFor();
    },
  },
  {
    name: 'deep-link settings of several items, with faults',
    title: 'Change the settings of 2 items',
    async open(stage, page) {
      await tickTwo(stage, page);
      await page.getByRole('button', { name: 'Show what would change' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'deep-link settings of several items before they are saved',
    title: 'Change the settings of 2 items',
    async open(stage, page) {
      await tickTwo(stage, page);
      await page.getByLabel('Opens by').selectOption('only');
      await page.getByRole('button', { name: 'Show what would change' }).click();
      await page.getByRole('heading', { name: 'What would change' }).waitFor();
    },
  },
  { name: 'short URLs', title: 'Short URLs', open: as('cora', '/adm/msu/phy101/links') },
  {
    name: 'QR codes of short URLs',
    title: 'QR codes: Physics 101',
    open: as('cora', '/adm/msu/phy101/links/qr'),
  },
  {
    name: 'QR codes of short URLs, large',
    title: 'QR codes: Physics 101',
    open: as('cora', '/adm/msu/phy101/links/qr?size=large'),
  },
  {
    name: 'QR codes of no short URLs',
    title: 'QR codes: Physics 101',
    open: as('cora', '/adm/msu/phy101/links/qr?q=zzzz'),
  },
  {
    name: 'old and new short URLs of a course that is no copy',
    title: 'Old and new short URLs',
    open: as('cora', '/adm/msu/phy101/links/old'),
  },
  {
    name: 'old and new short URLs of a copied course',
    title: 'Old and new short URLs',
    async open(stage, page) {
      await as('dora', '/adm/msu/courses/copy?from=phy101')(stage, page);
      await page.getByLabel('Name of the course').fill('Physics 102 שלום 🎓');
      await page.getByLabel('Id', { exact: true }).fill(`copy-${Date.now()}`);
      await page.getByRole('button', { name: 'Copy the course' }).click();
      await page.getByRole('status').waitFor();
    },
  },
  { name: 'copying a course', title: 'Copy a course', open: as('dora', '/adm/msu/courses/copy') },
  {
    name: 'copying a course with faults',
    title: 'Copy a course',
    async open(stage, page) {
      await as('dora', '/adm/msu/courses/copy?from=nothing')(stage, page);
      await page.getByRole('button', { name: 'Copy the course' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'short ids to take over',
    title: 'Take over short ids',
    open: as('cora', '/adm/msu/phy101/links/ids'),
  },
  {
    name: 'short ids to take over, looked through',
    title: 'What the list would do',
    async open(stage, page) {
      await as('cora', '/adm/msu/phy101/links/ids')(stage, page);
      await page.getByLabel('Or paste the rows').fill('item,id\nwaves,Waves2\nnothing,x\n');
      await page.getByRole('button', { name: 'Look through it' }).click();
      await page.getByRole('table').waitFor();
    },
  },
  {
    name: 'short URLs being made',
    title: 'Making short URLs',
    async open(stage, page) {
      const { domain, course, database } = stage.world;
      const place = { domain_id: domain.id, course_id: course.id, path: '/', position: 99 };
      const item = { ...place, item_id: 'unlinked', kind: 'page', title: 'Without a short URL' };
      await database.door.write((sql) => addRows(sql, 'items', [item]));
      await as('cora', '/adm/msu/phy101/links/make')(stage, page);
    },
  },
  {
    name: 'items without short URLs',
    title: 'Items without a short URL',
    open: as('cora', '/adm/msu/phy101/links?show=without'),
  },
  {
    name: 'one short URL with faults',
    title: 'Short URL of Midterm',
    async open(stage, page) {
      await as('cora', '/adm/msu/phy101/links?q=Midterm')(stage, page);
      await page.getByRole('link', { name: /^Change Midterm/ }).click();
      await page.getByLabel('First day').fill('2026-05-02');
      await page.getByLabel('Last day').fill('2026-05-01');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'short URL to lead elsewhere',
    title: 'Lead the short URL of Midterm elsewhere',
    async open(stage, page) {
      await as('cora', '/adm/msu/phy101/links?q=Midterm')(stage, page);
      await page.getByRole('link', { name: /^Change Midterm/ }).click();
      await page.getByRole('link', { name: 'Lead it to another item' }).click();
    },
  },
  { name: 'journal of a course', title: 'Journal', open: as('cora', '/adm/msu/phy101/journal') },
  { name: 'journal of a domain', title: 'Journal', open: withLaunches('/adm/msu/journal') },
  {
    name: 'journal of a protector',
    title: 'Journal',
    open: withLaunches('/adm/msu/journal?protector=domain:1&outcome=refused'),
  },
  {
    name: 'launches of a protector day by day',
    title: 'Campus Moodle',
    open: withLaunches('/adm/msu/protectors/1/launches'),
  },
  {
    name: 'protector whose LMS has a wrong clock',
    title: '1 · Campus Moodle',
    open: withLaunches('/adm/msu/protectors/1'),
  },
  {
    name: 'item page with launches',
    title: 'What a wave is',
    open: withLaunches('/adm/msu/phy101/contents/waves'),
  },
  {
    name: 'one short URL with launches',
    title: 'Short URL of What a wave is',
    open: (stage, page) => withLaunches(`/adm/msu/phy101/links/${stage.link('waves').short_id}`)(stage, page),
  },
  { name: 'journal with a wrong filter', title: 'Journal', open: as('dora', '/adm/msu/journal?from=never') },
  { name: 'journal without a find', title: 'Journal', open: as('dora', '/adm/msu/journal?q=K7F3-9QX3') },
  {
    name: 'overview of a fresh course',
    title: 'Chemistry',
    async open(stage, page) {
      const { make, domain } = stage.world;
      const { course_id } = await make.course({
        domain_id: domain.id,
        course_id: `c${Date.now()}`,
        title: 'Chemistry',
      });
      await as('dora', `/adm/msu/${course_id}`)(stage, page);
    },
  },
  { name: 'overview of a course', title: 'Physics 101', open: withLaunches('/adm/msu/phy101') },
  { name: 'overview of a domain', title: 'Michigan State', open: withLaunches('/adm/msu') },
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
  { name: 'courses of a domain', title: 'Courses', open: as('dora', '/adm/msu/courses') },
  { name: 'courses, none found', title: 'Courses', open: as('dora', '/adm/msu/courses?q=nosuch&state=all') },
  {
    name: 'new course with faults and people to pick',
    title: 'New course',
    async open(stage, page) {
      await as('dora', '/adm/msu/courses/new')(stage, page);
      await page.getByLabel('First coordinator').fill('co');
      await page.getByRole('button', { name: 'Make the course' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  { name: 'roster', title: 'Roster', open: as('cora', '/adm/msu/phy101/roster') },
  { name: 'roster, none found', title: 'Roster', open: as('dora', '/adm/msu/phy101/roster?q=nosuch') },
  {
    name: 'somebody new on the roster, with faults',
    title: 'Add somebody',
    async open(stage, page) {
      await as('cora', '/adm/msu/phy101/roster/new')(stage, page);
      await page.getByLabel('Username').fill('ev');
      await page.getByLabel('Section').fill('-');
      await page.getByRole('button', { name: 'Add to the roster' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'one role to change',
    title: 'Change the role of Zoe',
    async open(stage, page) {
      await as('cora', '/adm/msu/phy101/roster?q=zoe')(stage, page);
      await page.getByRole('link', { name: 'Change Zoe' }).click();
    },
  },
  {
    name: 'several roles to change, with faults',
    title: 'Change 2 roles',
    async open(stage, page) {
      await as('cora', '/adm/msu/phy101/roster?role=student')(stage, page);
      await page.getByRole('link', { name: 'Tick all on this page' }).click();
      await page.getByRole('button', { name: 'Change the ticked ones' }).click();
      await page.getByRole('button', { name: 'Change', exact: true }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'roles to remove',
    title: 'Remove one role',
    async open(stage, page) {
      await as('cora', '/adm/msu/phy101/roster')(stage, page);
      await page.getByLabel('Choose Zoe, student').check();
      await page.getByRole('button', { name: 'Remove the ticked ones' }).click();
    },
  },
  ...everyContentsPage,
  ...everySettingsPage,
  ...inspectorPages,
  ...linkPlacePages,
  ...everyProtectorPage,
  {
    name: 'a list for the roster, with a fault',
    title: 'Import a list',
    async open(stage, page) {
      await as('cora', '/adm/msu/phy101/roster/import')(stage, page);
      await page.getByLabel('Or paste the rows').fill('name\nBob');
      await page.getByRole('button', { name: 'Look through it' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'what a list would do to the roster',
    title: 'What this list would do',
    async open(stage, page) {
      await as('cora', '/adm/msu/phy101/roster/import')(stage, page);
      const rows = ['eve,student,001,,', 'zoe,student,,,2030-01-31', 'who,student,,,', 'ann,king,-,x,y'];
      await page
        .getByLabel('Or paste the rows')
        .fill(['username,role,section,starts,ends,shoe', ...rows].join('\n'));
      await page.getByRole('button', { name: 'Look through it' }).click();
    },
  },
  {
    name: 'the contents as a student sees them',
    title: 'As a student sees it',
    open: as('cora', '/adm/msu/phy101/testlaunch/as?student=ann&launched=week1'),
  },
  {
    name: 'a page as a student sees it',
    title: 'As a student sees it',
    open: as('cora', '/adm/msu/phy101/testlaunch/as?student=ann&launched=week1&item=waves'),
  },
  {
    name: 'a picture as a student sees it',
    title: 'As a student sees it',
    open: as('cora', '/adm/msu/phy101/testlaunch/as?student=ann&launched=week1&item=sum'),
  },
  {
    name: 'a form that was opened before signing in anew',
    title: 'You signed in anew meanwhile',
    async open(stage, page) {
      await as('dora', '/adm/msu/settings')(stage, page);
      await page.evaluate(`for (const one of document.querySelectorAll('form.fields [name="csrf"]'))
        one.value = \`x.\${one.value.split('.')[1]}\``);
      await page.locator('form.fields button').first().click();
    },
  },
  ...peoplePages,
];
