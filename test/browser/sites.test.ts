import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { launchPath } from '../../src/model/shortUrl.ts';
import { hidden } from '../browserLike.ts';
import { multipart } from '../multipart.ts';
import { rowsOf, signedIn } from '../routes/visitors.ts';
import { encode } from '../world.ts';
import { handZip } from '../zips.ts';
import { frameOf, heading } from './seeing.ts';
import { type Cookies, formOf, openStage, type Stage, tinygate } from './stage.ts';

const files = {
  'index.html': `<!doctype html><html lang="en"><title>Waves</title><link rel="stylesheet" href="css/style.css">
<h1>Waves by themselves</h1><p id="said">no script</p><a href="more/">More waves</a><script src="app.js"></script></html>`,
  'css/style.css': 'h1 { color: rgb(1, 128, 128) }',
  'app.js': `fetch('data.json').then((answer) => answer.json()).then(({ speed }) => {
    let cookies = 'refused';
    try { cookies = document.cookie } catch {}
    document.getElementById('said').textContent = 'speed ' + speed + ', cookies ' + cookies + ', parent ' + outside();
  });
  function outside() { try { return window.parent.document.title } catch { return 'refused' } }`,
  'data.json': '{"speed": 3}',
  'more/index.html':
    '<!doctype html><html lang="en"><title>More</title><link rel="stylesheet" href="../css/style.css"><h1>More waves</h1></html>',
};

interface Styled {
  readonly ownerDocument: {
    readonly defaultView: { getComputedStyle(node: unknown): { readonly color: string } };
  };
}

describe.each([undefined, 'http://content.example'])('with CONTENT_URL %s', (contentUrl) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(contentUrl === undefined ? {} : { contentUrl });
    const { world } = stage;
    const cora = await signedIn(world, 'cora');
    const base = '/adm/msu/phy101/contents';
    const csrf = hidden(await cora.get(base), 'csrf');
    const fields = { kind: 'site', title: 'Waves alone', itemId: 'alone', csrf };
    const zip = handZip(Object.entries(files).map(([name, content]) => ({ name, content })));
    const { body, type } = multipart([
      ...Object.entries(fields).map(([name, value]) => ({ name, value })),
      { name: 'file', filename: 'waves.zip', content: zip },
    ]);
    const headers = { 'Content-Type': type, 'Content-Length': String(body.length) };
    const made = await cora.postBytes(`${base}/new/upload`, body, headers);
    if (made.status !== 303) throw new Error(`The site was not taken: ${made.status}`);
    const [item] = await rowsOf<{ id: number }>(world, "SELECT id FROM items WHERE item_id = 'alone'");
    await world.make.link({
      domain_id: world.domain.id,
      course_id: world.course.id,
      item_id: item?.id ?? 0,
      short_id: 'aLone2',
    });
  });
  afterAll(() => stage.close());

  let visitor: BrowserContext | undefined;
  afterEach(() => visitor?.close());

  async function arrive(cookies: Cookies): Promise<Page> {
    visitor = await (await stage.browser(cookies)).visitor({ viewport: { width: 1280, height: 900 } });
    const page = await visitor.newPage();
    const url = `${tinygate}${launchPath('msu', 'aLone2')}`;
    const parameters = {
      launch_presentation_document_target: 'iframe',
      launch_presentation_return_url: `${stage.lms}/back?course=1`,
    };
    const secret = 'demonstration-only-campus-moodle';
    const pairs = stage.world.signed(stage.link('standing'), { url, secret, parameters });
    const form = formOf({ action: url, body: encode(pairs) });
    stage.lmsSite.pages.set('/inside', `${form}<script>document.forms[0].submit()</script>`);
    stage.lmsSite.pages.set('/sized', '<iframe src="/inside" width="1000" height="800"></iframe>');
    await page.goto(`${stage.lms}/sized`);
    return page;
  }

  test.each<Cookies>(['allowed', 'blocked'])(
    'a site works in a frame of the LMS, and reaches nothing outside itself, with cookies there %s',
    async (cookies) => {
      const page = await arrive(cookies);
      const outer = frameOf(page);
      await heading(outer, 'Waves alone');
      const site = outer.frameLocator('iframe.site');
      await site.getByText('speed 3').waitFor();
      const address = await outer.locator('iframe.site').getAttribute('src');
      expect(address?.startsWith(`${contentUrl ?? ''}/site/`)).toBe(true);
      expect(await site.locator('#said').textContent()).toBe('speed 3, cookies refused, parent refused');
      const colour = await site.locator('h1').evaluate((node) => {
        const { ownerDocument } = node as unknown as Styled;
        return ownerDocument.defaultView.getComputedStyle(node).color;
      });
      expect(colour).toBe('rgb(1, 128, 128)');
      await site.getByRole('link', { name: 'More waves' }).click();
      await site.getByRole('heading', { name: 'More waves' }).waitFor();
    },
  );

  test.each<Cookies>(['allowed', 'blocked'])(
    'a site opens in a window of its own, too, with cookies %s',
    async (cookies) => {
      const page = await arrive(cookies);
      const outer = frameOf(page);
      await heading(outer, 'Waves alone');
      const opened = page.context().waitForEvent('page');
      await outer.locator('p.actions a').first().click();
      const window = await opened;
      await window.getByText('speed 3').waitFor();
      expect(await window.locator('#said').textContent()).toContain('cookies refused');
      expect(new URL(window.url()).origin).toBe(contentUrl ?? tinygate);
      await window.getByRole('link', { name: 'More waves' }).click();
      await window.getByRole('heading', { name: 'More waves' }).waitFor();
    },
  );
});
