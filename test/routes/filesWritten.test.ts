import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from '../browserLike.ts';
import { openWorld, type World } from '../world.ts';
import { hashOf, signedIn } from './visitors.ts';

describe('what authors write', () => {
  let world: World;
  let ann: Browser;
  beforeAll(async () => {
    world = await openWorld('sqlite', hashOf);
    ann = await signedIn(world, 'ann');
  });
  afterAll(() => world.close());

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,<script>',
    'vbscript:x',
    '//evil.example',
    'no address',
    '',
  ])('is no link where a web address is none: %j', async (url) => {
    const item = await world.addItem({
      item_id: `w${Buffer.from(url).toString('hex').slice(0, 40)}`,
      kind: 'web',
      title: 'Simulation',
      url,
      body: null,
    });
    const page = await ann.get(`/msu/phy101/${item.item_id}`);
    expect(page.status).toBeLessThan(500);
    const links = [...page.text.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href);
    expect(links.filter((href) => !/^(\/|#)(?!\/)/.test(href))).toEqual([]);
  });

  test('cannot bring scripts or foreign pictures into a page, nor a second h1', async () => {
    const body =
      '# Head\n<script>alert(1)</script>\n<img src=x onerror=alert(1)>\n[x](javascript:alert(1))\n' +
      '![p](https://evil.example/track.png)\n[ok](https://phet.example)\n<style>*{}</style>\n<h1 id="reference">x</h1>';
    await world.addItem({ item_id: 'page', title: '<b>T & "T"</b>', body });
    const { text } = await ann.get('/msu/phy101/page');
    expect(text.match(/<h1/g)).toHaveLength(1);
    expect(text).toContain('<h1>&lt;b&gt;T &amp; &quot;T&quot;&lt;/b&gt;</h1>');
    expect(text).not.toMatch(/<script|<style|<img[^>]*src|href="javascript|evil\.example\/track/);
    expect(text).toContain('href="https://phet.example"');
  });
});
