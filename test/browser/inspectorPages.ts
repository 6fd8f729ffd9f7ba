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
];
