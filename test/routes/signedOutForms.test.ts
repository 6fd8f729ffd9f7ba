import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, heading, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, password, type World } from '../world.ts';
import { kept } from './keptForm.ts';
import { hashOf, hour, rowsOf, signedIn } from './visitors.ts';

const typed = {
  title: 'Typed for an hour: "quotes", <markup> & 🎓',
  timeZone: 'America/Detroit',
  trustUsernames: 'on',
  minLength: '20',
  maxLength: '255',
  journalDays: '',
};

describe.each(engines)('a form that is sent after its session was over, on %s', (engine) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    await world.addPerson('dora', { domain_coordinator: 1 });
  });
  afterAll(() => world.close());

  async function sentTooLate(): Promise<{ dora: Browser; answer: Awaited<ReturnType<Browser['get']>> }> {
    const dora = await signedIn(world, 'dora');
    const form = await dora.get('/adm/msu/settings');
    world.clock.now += 2 * hour;
    const fields = { csrf: hidden(form, 'csrf'), mark: hidden(form, 'mark'), confirmPassword: 'in passing' };
    return { dora, answer: await dora.post('/adm/msu/settings', { ...typed, ...fields }) };
  }
  const unhtml = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  const again = (dora: Browser, form: Awaited<ReturnType<Browser['get']>>, words: Record<string, string>) =>
    dora.post('/login/again', {
      csrf: hidden(form, 'csrf'),
      typed: unhtml(hidden(form, 'typed'))
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&#39;', "'"),
      domain: 'msu',
      username: 'dora',
      ...words,
    });

  test('changes nothing and loses nothing: after signing in again, one press sends it', async () => {
    const { dora, answer } = await sentTooLate();
    expect([answer.status, heading(answer)]).toEqual([403, 'You were signed out']);
    expect(answer.text).not.toContain('in passing');
    const wrong = await again(dora, answer, { password: 'not hers, not hers' });
    expect(wrong.status).toBe(401);
    world.clock.now += 10_000;
    const page = await again(dora, wrong, { password });
    expect([page.status, heading(page)]).toEqual([200, 'You are signed in again']);
    const fields = { ...kept(page.text), csrf: hidden(page, 'csrf') };
    expect(fields).toMatchObject(typed);
    const [, action = ''] = /<form method="post" action="([^"]+)"/.exec(page.text) ?? [];
    expect((await dora.post(action, fields)).status).toBe(303);
    const [row] = await rowsOf<{ title: string }>(world, "SELECT title FROM domains WHERE name = 'msu'");
    expect(row?.title).toBe(typed.title);
  });

  test.each([
    ['another site', JSON.stringify(['https://evil.example/adm', []])],
    ['an address with two meanings', JSON.stringify(['//evil.example', []])],
    ['the sign-out', JSON.stringify(['/logout', []])],
    ['a way up', JSON.stringify(['/adm/../logout', []])],
    ['no list', '{"path":"/adm"}'],
    ['no JSON', 'x'],
  ])('is never sent to %s', async (_where, forged) => {
    const { dora, answer } = await sentTooLate();
    expect((await again(dora, answer, { password, typed: forged })).status).toBe(400);
  });
});
