import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lmsApp } from '../../demo/lms/app.ts';
import { activityPage, chosenPage, homePage, launchPage } from '../../demo/lms/pages.ts';
import { type ServedSite, serveSite } from '../browser/servedSite.ts';

const hostile = `"><script>alert('x')</script>&`;
const escaped = '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;';

describe('a page of the stand-in LMS', () => {
  const person = { username: hostile, name: hostile, about: hostile, roles: 'Learner' } as const;
  const activity = { item: hostile, name: hostile, about: hostile, key: hostile, secret: 'S3CRET' };
  const home = { person, activities: [activity], tinygate: hostile, hasLast: true };
  test.each([
    ['course', homePage(home)],
    ['activity', activityPage(hostile, hostile)],
    ['chosen', chosenPage({ isSigned: true, activities: [activity] })],
    ['launch', launchPage({ action: hostile, pairs: [[hostile, hostile]] })],
  ])('escapes whatever is put into it: %s', (_name, page) => {
    expect(page).toContain(escaped);
    expect(page).not.toContain(hostile);
    expect(page).not.toContain('S3CRET');
  });
});

describe('the stand-in LMS', () => {
  let site: ServedSite;
  beforeAll(async () => {
    let nonces = 0;
    const parts = {
      tinygate: 'http://localhost:8080',
      selectUrl: 'http://localhost:8080/select',
      launchUrlOf: (item: string) => (item === 'midterm' ? undefined : `http://localhost:8080/x/${item}`),
      now: () => 1_766_000_000_000,
      newNonce() {
        nonces += 1;
        return `nonce-${nonces}`;
      },
    };
    site = await serveSite((port) => lmsApp({ ...parts, lms: `http://127.0.0.1:${port}` }).callback());
  });
  afterAll(() => site.close());

  const ask = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${site.port}${path}`);
    return { status: answer.status, text: await answer.text() };
  };

  test('has nothing to send once more before the first click', async () => {
    expect((await ask('/again')).status).toBe(404);
    expect((await ask('/')).text).toContain('launch something first');
  });

  test.each([
    '/launch',
    '/launch?place=99',
    '/launch?place=-1',
    '/launch?place=0.5',
    '/activity?place=x',
    '/no',
  ])('answers %s with a page that says so, not with a fault', async (path) => {
    const { status, text } = await ask(path);
    expect([status, text.includes('Nothing here')]).toEqual([404, true]);
  });

  test.each([`/?as=${encodeURIComponent(hostile)}`, `/activity?place=0&as=${encodeURIComponent(hostile)}`])(
    'repeats nothing of the address %s',
    async (path) => {
      const { status, text } = await ask(path);
      expect([status, text.includes('alert(')]).toEqual([200, false]);
    },
  );

  test('sends a new click each time, and the last one once more when told so', async () => {
    const nonceIn = ({ text }: { text: string }) => /name="oauth_nonce" value="([^"]*)"/.exec(text)?.[1];
    const first = nonceIn(await ask('/launch?place=0&as=ann'));
    const second = nonceIn(await ask('/launch?place=0&as=ann'));
    expect(first).not.toBe(second);
    expect(nonceIn(await ask('/again'))).toBe(second);
    // Neither a manner that is not known nor an item without a link is a click.
    await ask('/launch?place=0&manner=politely');
    await ask('/launch?place=3');
    expect(nonceIn(await ask('/again'))).toBe(second);
  });

  test('has a button for those who have scripts switched off', async () => {
    expect((await ask('/launch?place=0&as=ann')).text).toContain('<button>Open now</button>');
  });
});
