import type { Page } from 'playwright-core';
import { addRows } from '../../src/storage/rowWriting.ts';
import { as, type EveryPage } from './opening.ts';
import type { Stage } from './stage.ts';

/** Signs in and shows the places of a short URL, of which launches have shown these. */
const places =
  (item: string, seen: readonly string[], query = '') =>
  async (stage: Stage, page: Page) => {
    const { world } = stage;
    const { id, short_id } = stage.link(item);
    const owner = { domain_id: world.domain.id, link_id: id, protector_id: world.protector.id };
    const rows = seen.map((context_id, n) => ({
      ...owner,
      day: Math.floor(world.clock.now / 86_400_000),
      kind: 'place',
      context_id,
      resource_link_id: n % 2 === 0 ? '17' : `a-long-resource-link-id-${'0123456789'.repeat(9)}`,
      launches: 12 * (n + 1),
      refused: n % 3 === 0 ? 1 : 0,
      title: ['Physics 101 › Week 1', 'שלום <b>🎓</b> › خطوة', ''][n % 3] ?? '',
      last_at: world.clock.now - n * 3_600_000,
    }));
    await world.database.door.write(async (sql) => {
      await sql.run('DELETE FROM link_place_days WHERE link_id = ?', [id]);
      await sql.run('DELETE FROM link_places WHERE link_id = ?', [id]);
      await addRows(sql, 'link_place_days', rows);
    });
    await as('cora', `/adm/msu/phy101/links/${short_id}/places${query}`)(stage, page);
  };

/** Pages about the places in an LMS that short URLs belong to. */
export const linkPlacePages: readonly EveryPage[] = [
  {
    name: 'places of a short URL, none seen',
    title: 'Places of Standing waves',
    open: places('standing', []),
  },
  {
    name: 'places of a short URL, with faults',
    title: 'Places of What a wave is',
    async open(stage, page) {
      await places('waves', ['17861', `a-long-context-${'x'.repeat(200)}`, '"><b>9'])(stage, page);
      await page
        .getByRole('button', { name: /^Approve the course/ })
        .first()
        .click();
      await page.getByText('The place is approved.').waitFor();
      await page.getByLabel('Refuse').check();
      await page.getByRole('button', { name: 'Choose' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'places of a short URL, many, searched',
    title: 'Places of What a wave is',
    open: places(
      'waves',
      Array.from({ length: 70 }, (_, n) => `course ${n}`),
      '?q=course',
    ),
  },
  {
    name: 'place of a short URL to remove',
    title: 'Remove this place?',
    async open(stage, page) {
      await places('waves', ['17861'])(stage, page);
      await page.getByRole('button', { name: /^Only this link/ }).click();
      await page.getByRole('link', { name: /^Remove/ }).click();
    },
  },
];
