import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

/** The library's own text, to be run inside a page. */
export const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

/** What keeps somebody from using the page, as axe sees it: each rule with the markup that breaks it. */
export async function accessFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  return page.evaluate<string[]>(
    `axe.run(document, { preload: false, resultTypes: ['violations'] }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 150)).join(' | ')))`,
  );
}
