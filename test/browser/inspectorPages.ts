import { as, type EveryPage } from './opening.ts';
import { tinygate } from './stage.ts';

/** Pages about launches: what they held, why they failed, and trying one out. */
export const inspectorPages: readonly EveryPage[] = [
  {
    name: 'story of a refused launch',
    title: 'One launch',
    async open(stage, page) {
      await as('dora', '/adm/msu/settings')(stage, page);
      const { world } = stage;
      await world.launch(world.browser(), stage.link('waves'), { secret: 'another' });
      const [row] = await world.journal();
      await page.goto(`${tinygate}/adm/msu/journal/${row?.reference}`);
    },
  },
  {
    name: 'recent launches of a link protector',
    title: 'Campus Moodle',
    async open(stage, page) {
      await as('dora', '/adm/msu/settings')(stage, page);
      const { world } = stage;
      const secret = 'demonstration-only-campus-moodle';
      const parameters = { ext_user_username: 'ann', custom_login: 'ANN' };
      await world.launch(world.browser(), stage.link('waves'), { secret, parameters });
      await world.launch(world.browser(), stage.link('waves'), { secret: 'another' });
      await world.flush();
      await page.goto(`${tinygate}/adm/msu/protectors/${world.protector.number}/launches`);
    },
  },
  {
    name: 'recent launches of a course, none yet',
    title: 'Recent launches',
    open: as('dora', '/adm/msu/phy101/inspector'),
  },
  {
    name: 'choosing an editable parameter, refused',
    title: 'Use this parameter?',
    async open(stage, page) {
      const { number } = stage.world.protector;
      const path = `/adm/msu/protectors/${number}/launches/parameter?name=custom_login`;
      await as('dora', path)(stage, page);
      await page.getByRole('button', { name: 'Use this parameter' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'test launch, with faults',
    title: 'Test launch',
    async open(stage, page) {
      await as('dora', '/adm/msu/phy101/testlaunch')(stage, page);
      await page.getByLabel('Short URL', { exact: true }).fill('nothing');
      await page.getByRole('button', { name: 'Try it out' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'story of a test launch',
    title: 'One launch',
    async open(stage, page) {
      await as('dora', '/adm/msu/phy101/testlaunch')(stage, page);
      await page.getByLabel('Short URL', { exact: true }).fill(stage.link('waves').short_id);
      await page.getByLabel('Student', { exact: true }).fill('ann');
      await page.getByRole('button', { name: 'Try it out' }).click();
      await page.getByText('This was a test launch').waitFor();
    },
  },
];
