import { sealAnew } from '../../src/services/keys/domainSeal.ts';
import { changeKeys } from '../../src/storage/keyChanges.ts';
import { as, type EveryPage } from './opening.ts';

/** Pages of what a course and a domain set, part of everyDeskPage.ts. */
export const everySettingsPage: readonly EveryPage[] = [
  { name: 'settings of a course', title: 'Settings', open: as('dora', '/adm/msu/phy101/settings') },
  {
    name: 'settings of a course for its own coordinator',
    title: 'Settings',
    open: as('cora', '/adm/msu/phy101/settings'),
  },
  {
    name: 'settings of a course that would shut students out',
    title: 'Settings',
    async open(stage, page) {
      const { world } = stage;
      const student = await world.addPerson(`zed${Date.now()}`, { password_hash: null });
      await world.make.role({ course_id: world.course.id, person_id: student.id });
      await as('dora', '/adm/msu/phy101/settings')(stage, page);
      await page.getByLabel('No, students of this course sign in').check();
      await page.getByRole('button', { name: 'Save settings' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'question before a course is archived',
    title: 'Archive the course',
    open: as('dora', '/adm/msu/phy101/settings/archive'),
  },
  {
    name: 'recommended launchers, none',
    title: 'Recommended launchers',
    open: as('dora', '/adm/msu/launchers'),
  },
  {
    name: 'recommended launchers with faults',
    title: 'Recommended launchers',
    async open(stage, page) {
      await as('dora', '/adm/msu/launchers')(stage, page);
      const name = `Campus Moodle ${Date.now()}`;
      for (const role of ['status', 'alert'] as const) {
        await page.getByLabel('Launcher name').fill(name);
        await page.getByRole('button', { name: 'Recommend this launcher' }).click();
        await page.getByRole(role).waitFor();
      }
    },
  },
  { name: 'encryption key', title: 'Encryption key', open: as('dora', '/adm/msu/encryption') },
  {
    name: 'encryption key, a change unfinished',
    title: 'Encryption key',
    async open(stage, page) {
      const { world } = stage;
      const root = { active: world.rootKey, prepared: undefined, all: [world.rootKey] };
      const domain = { id: world.domain.id, name: 'msu' };
      const now = world.clock.now;
      await changeKeys(world.database.door, (sql) => sealAnew(sql, { domain, root, now }));
      await as('dora', '/adm/msu/encryption')(stage, page);
    },
  },
  {
    name: 'set-up sheet of a domain',
    title: 'Campus Moodle',
    open: as('dora', '/adm/msu/protectors/1/setup'),
  },
  {
    name: 'set-up sheet of a course for one link',
    title: 'quiz-tool',
    async open(stage, page) {
      const { short_id: id } = stage.link('week1');
      await as('cora', `/adm/msu/phy101/protectors/1/setup?lms=openedx&link=${id}`)(stage, page);
    },
  },
  {
    name: 'set-up sheet for a link that is not there',
    title: 'Campus Moodle',
    open: as('dora', '/adm/msu/protectors/1/setup?lms=canvas&link=nosuch'),
  },
];
