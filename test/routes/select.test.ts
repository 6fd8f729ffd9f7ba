import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ItemRow } from '../../src/storage/schema/rows.ts';
import { type Browser, hidden, reference } from '../browserLike.ts';
import { engines } from '../databases.ts';
import type { Answer } from '../web/httpClient.ts';
import { type LaunchChanges, openWorld, password, publicUrl, type World } from '../world.ts';
import { change, hashOf, hour, rowsOf } from './visitors.ts';

const returnUrl = 'https://lms.example/mod/lti/contentitem_return.php?course=17&sesskey=SESSKEYabc123';
const stepPath = '/adm/launch/selection';

/** What Moodle sends when a teacher presses "Select content". */
const asks: Record<string, string | undefined> = {
  lti_message_type: 'ContentItemSelectionRequest',
  resource_link_id: undefined,
  content_item_return_url: returnUrl,
  accept_media_types: 'application/vnd.ims.lti.v1.ltilink',
  accept_presentation_document_targets: 'frame,iframe,window',
  accept_multiple: 'true',
  roles: 'Instructor',
  data: 'keep "this" <as it is> &amp; مرحبا',
};

describe.each(engines)('choosing contents from inside the LMS, on %s', (engine) => {
  let world: World;
  let week: ItemRow;

  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    const cora = await world.addPerson('cora');
    await world.make.role({ course_id: world.course.id, person_id: cora.id, role: 'coordinator' });
    const ian = await world.addPerson('ian');
    await world.make.role({ course_id: world.course.id, person_id: ian.id, role: 'instructor' });
    const carl = await world.addPerson('carl');
    const other = await world.make.course({
      domain_id: world.domain.id,
      course_id: 'che101',
      title: 'Chemistry',
    });
    await world.make.role({ course_id: other.id, person_id: carl.id, role: 'coordinator' });
    await world.make.item({
      domain_id: world.domain.id,
      course_id: other.id,
      item_id: 'acid',
      title: 'Acid',
    });
    week = await world.addItem({
      item_id: 'week',
      title: 'Week <b>one</b> مرحبا',
      kind: 'folder',
      body: null,
    });
    await world.addItem({
      item_id: 'intro',
      title: 'Introduction',
      parent_id: week.id,
      path: `/${week.id}/`,
    });
    await world.addItem({ item_id: 'quiz', title: 'Quiz' });
    const locked = await world.addItem({ item_id: 'locked', title: 'Locked' });
    await world.set({ item_id: locked.id, protect: 'only domain:99' });
    const off = await world.addItem({ item_id: 'off', title: 'Off' });
    await world.set({ item_id: off.id, access: 'off' });
  });
  afterAll(() => world.close());

  const askFor = (visitor: Browser, path = '/msu', changes: LaunchChanges = {}): Promise<Answer> => {
    const url = `${publicUrl}/adm/launch/select${path}`;
    const parameters = { ...asks, ...changes.parameters };
    const link = { short_id: 'none' } as Parameters<World['signed']>[0];
    const pairs = world.signed(link, { url, ...changes, parameters });
    return visitor.postFromElsewhere(`/adm/launch/select${path}`, encoded(pairs));
  };

  const step = (visitor: Browser, before: Answer, fields: Record<string, string>) =>
    visitor.post(stepPath, { token: hidden(before, 'token'), ...fields });

  /** Signed in, in front of the contents of the course. */
  async function choosing(username = 'cora', path = '/msu/phy101', changes: LaunchChanges = {}) {
    const visitor = world.browser();
    const asked = await askFor(visitor, path, changes);
    const shown = await step(visitor, asked, { act: 'signIn', username, password });
    return { visitor, asked, shown };
  }

  test('a coordinator signs in, ticks items and hands them to the LMS, signed as the LMS checks it', async () => {
    const { visitor, asked, shown } = await choosing('cora', '/msu');
    expect(asked.status).toBe(200);
    expect(asked.headers['content-security-policy']).toContain('frame-ancestors https://lms.example');
    expect(asked.text).not.toContain('SESSKEY');
    expect(shown.text).toContain('name="course" value="phy101"');
    const list = await step(visitor, shown, { course: 'phy101' });
    expect(list.text).toContain('Week &lt;b&gt;one&lt;/b&gt; مرحبا');
    expect(list.text).toContain('Accepts other link protectors');
    expect(list.text).toContain('allows no launch');
    const pairs: (readonly [string, string])[] = [
      ['token', hidden(list, 'token')],
      ['course', 'phy101'],
      ['act', 'give'],
      ['pick', 'intro'],
      ['pick', 'week'],
    ];
    const answer = await visitor.postPairs(stepPath, pairs);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-security-policy']).toMatch(
      /form-action 'self' https: https:\/\/lms\.example/,
    );
    const { action, fields } = formIn(answer);
    expect(action).toBe(returnUrl);
    expect(isSigned(action, fields, 'a secret of the tests')).toBe(true);
    expect(isSigned(action, fields, 'another')).toBe(false);
    expect(fields.get('lti_message_type')).toBe('ContentItemSelection');
    expect(fields.get('data')).toBe(asks.data);
    const graph = JSON.parse(fields.get('content_items') ?? '')['@graph'];
    const links = await rowsOf<{ short_id: string; item: string }>(
      world,
      'SELECT l.short_id, i.item_id AS item FROM links l JOIN items i ON i.id = l.item_id',
    );
    const urlOf = (item: string) =>
      `${publicUrl}/adm/launch/tiny/msu/${links.find((one) => one.item === item)?.short_id}`;
    expect(graph).toMatchObject([
      { '@type': 'LtiLinkItem', title: 'Introduction', url: urlOf('intro') },
      { '@type': 'LtiLinkItem', title: 'Week <b>one</b> مرحبا', url: urlOf('week') },
    ]);
    expect(graph[0].placementAdvice).toEqual({ presentationDocumentTarget: 'iframe' });
    const audit = await rowsOf<{ actor: string }>(
      world,
      "SELECT actor FROM audit WHERE deed = 'items-selected'",
    );
    expect(audit).toEqual([{ actor: 'msu/cora' }]);
    // What goes into the LMS opens there.
    const opened = await world.launch(world.browser(), {
      short_id: links.find((one) => one.item === 'intro')?.short_id,
    } as Parameters<World['launch']>[1]);
    expect(opened.status).toBe(303);
    expect((await visitor.postPairs(stepPath, pairs)).status).toBe(403);
  });

  test('done twice, it makes no second short URL', async () => {
    const give = async () => {
      const { visitor, shown } = await choosing();
      const { fields } = formIn(await step(visitor, shown, { course: 'phy101', act: 'give', pick: 'quiz' }));
      return JSON.parse(fields.get('content_items') ?? '')['@graph'][0].url;
    };
    expect(await give()).toBe(await give());
  });

  test('going back without choosing is answered too, once', async () => {
    const { visitor, shown } = await choosing();
    const answer = await step(visitor, shown, { act: 'cancel' });
    const { action, fields } = formIn(answer);
    expect(isSigned(action, fields, 'a secret of the tests')).toBe(true);
    expect(JSON.parse(fields.get('content_items') ?? '')['@graph']).toEqual([]);
    expect((await step(visitor, shown, { act: 'cancel' })).status).toBe(403);
    const before = await askFor(world.browser());
    expect(formIn(await step(world.browser(), before, { act: 'cancel' })).fields.get('lti_msg')).toBeTruthy();
  });

  test('an LMS that takes one item gets one', async () => {
    const { visitor, shown } = await choosing('cora', '/msu/phy101', {
      parameters: { accept_multiple: 'false' },
    });
    expect(shown.text).toContain('type="radio"');
    expect(shown.text).not.toContain('type="checkbox"');
    const answer = await visitor.postPairs(stepPath, [
      ['token', hidden(shown, 'token')],
      ['act', 'give'],
      ['pick', 'quiz'],
      ['pick', 'intro'],
    ]);
    const graph = JSON.parse(formIn(answer).fields.get('content_items') ?? '')['@graph'];
    expect(graph).toHaveLength(1);
  });

  test('ticks stay while one looks into folders, searches and comes back', async () => {
    const { visitor, shown } = await choosing();
    const inside = await step(visitor, shown, { pick: 'quiz', go: 'week' });
    expect(inside.text).toContain('Introduction');
    expect(inside.text).toContain('Also ticked: Quiz.');
    const found = await step(visitor, inside, { pick: 'quiz', act: 'search', q: '100%_' });
    expect(found.text).toContain('Nothing in this course');
    expect(hidden(found, 'pick')).toBe('quiz');
    const none = await step(visitor, found, { act: 'give' });
    expect(none.status).toBe(422);
    expect(none.text).toContain('Tick at least one item first.');
  });

  describe('lets nobody choose', () => {
    test.each([
      ['an instructor, whatever the LMS calls him', 'ian', '/msu/phy101'],
      ['an instructor of no course at all', 'ian', '/msu'],
      ['a student', 'ann', '/msu/phy101'],
      ['the coordinator of another course', 'carl', '/msu/phy101'],
    ])('%s', async (_who, username, path) => {
      const { shown } = await choosing(username, path);
      expect(shown.status).toBe(403);
      expect(shown.text).toContain('you coordinate no course that this request is for');
      expect(shown.text).not.toContain('Introduction');
    });

    test('who does not know the password, and keeps the name that was typed', async () => {
      const visitor = world.browser();
      const asked = await askFor(visitor);
      const wrong = await step(visitor, asked, { act: 'signIn', username: 'cora', password: 'not this one' });
      expect(wrong.status).toBe(401);
      expect(wrong.text).toContain('value="cora"');
      const right = await step(visitor, wrong, { act: 'signIn', username: 'cora', password });
      expect(right.status).toBe(200);
    });

    test('who has the token of before the sign-in, or made one up, or comes from another site', async () => {
      const { asked, shown } = await choosing();
      const stranger = world.browser();
      expect((await step(stranger, asked, { act: 'give', pick: 'quiz' })).status).toBe(403);
      expect((await stranger.post(stepPath, { token: 'x'.repeat(43), act: 'cancel' })).status).toBe(403);
      const body = new URLSearchParams({
        token: hidden(shown, 'token'),
        act: 'give',
        pick: 'quiz',
      }).toString();
      const foreign = await stranger.postFromElsewhere(stepPath, body);
      expect([foreign.status, foreign.text.includes('content_items')]).toEqual([403, false]);
    });

    test('who lost the role, or whose protector was closed, between two steps', async () => {
      const { visitor, shown } = await choosing();
      await change(world, 'UPDATE protectors SET enabled = 0 WHERE id = ?', [world.protector.id]);
      expect((await step(visitor, shown, { act: 'give', pick: 'quiz' })).status).toBe(403);
      await change(world, 'UPDATE protectors SET enabled = 1 WHERE id = ?', [world.protector.id]);
      await change(world, "UPDATE roles SET ends = '2001-01-01' WHERE role = 'coordinator'");
      expect((await step(visitor, shown, { act: 'give', pick: 'quiz' })).status).toBe(403);
      await change(world, "UPDATE roles SET ends = NULL WHERE role = 'coordinator'");
      await change(world, "UPDATE people SET disabled_at = 1 WHERE username = 'cora'");
      expect((await step(visitor, shown, { act: 'give', pick: 'quiz' })).status).toBe(403);
      await change(world, "UPDATE people SET disabled_at = NULL WHERE username = 'cora'");
      expect((await step(visitor, shown, { act: 'give', pick: 'quiz' })).status).toBe(200);
    });

    test('items of another course, and items that are closed to this LMS', async () => {
      for (const item of ['acid', 'locked', 'off', 'no-such-item']) {
        const { visitor, shown } = await choosing();
        const answer = await step(visitor, shown, { act: 'give', pick: item });
        expect([item, answer.status]).toEqual([item, 409]);
        expect(answer.text).not.toContain('content_items');
      }
      const { visitor, shown } = await choosing('cora', '/msu');
      expect((await step(visitor, shown, { course: 'che101', act: 'give', pick: 'acid' })).status).toBe(403);
    });

    test('after an hour of nothing', async () => {
      const { visitor, shown } = await choosing();
      world.clock.now += hour + 1;
      expect((await step(visitor, shown, { act: 'give', pick: 'quiz' })).status).toBe(403);
    });
  });

  describe('refuses a request', () => {
    const codes = async () => (await world.journal()).map(({ code }) => code);

    test.each<[string, string, LaunchChanges, number, string]>([
      ['with a wrong secret', '/msu', { secret: 'wrong' }, 401, 'bad-signature'],
      ['with an unknown key', '/msu', { key: 'nobody' }, 401, 'unknown-key'],
      ['for a course that is not there', '/msu/none', {}, 401, 'unknown-link'],
      ['for a domain that is not there', '/osu', {}, 401, 'unknown-link'],
      [
        'that was signed for another address',
        '/msu',
        { url: `${publicUrl}/adm/launch/select/msu/phy101` },
        401,
        'bad-signature',
      ],
      [
        'that is no such request',
        '/msu',
        { parameters: { lti_message_type: 'basic-lti-launch-request' } },
        400,
        'wrong-message',
      ],
      [
        'that wants no links',
        '/msu',
        { parameters: { accept_media_types: 'image/*,text/html' } },
        400,
        'wrong-message',
      ],
      [
        'without an address for the answer',
        '/msu',
        { parameters: { content_item_return_url: undefined } },
        400,
        'incomplete-message',
      ],
      [
        'whose answer would be a script',
        '/msu',
        { parameters: { content_item_return_url: 'javascript:alert(1)' } },
        400,
        'incomplete-message',
      ],
      [
        'whose answer cannot be signed clearly',
        '/msu',
        { parameters: { content_item_return_url: 'https://lms.example/?data=1' } },
        400,
        'incomplete-message',
      ],
      [
        'with more to keep than there is room',
        '/msu',
        { parameters: { data: 'x'.repeat(9_000) } },
        400,
        'incomplete-message',
      ],
    ])('%s', async (_what, path, changes, status, code) => {
      const answer = await askFor(world.browser(), path, changes);
      expect([answer.status, hidden(answer, 'token')]).toEqual([status, '']);
      expect(reference(answer)).toBeTruthy();
      expect((await codes())[0]).toBe(code);
    });

    test('that is old, or came before', async () => {
      const old = Math.floor(world.clock.now / 1000) - 400;
      expect((await askFor(world.browser(), '/msu', { timestamp: old })).status).toBe(403);
      expect((await codes())[0]).toBe('stale');
      const visitor = world.browser();
      const changes = { nonce: 'once and for all' };
      const answers = await Promise.all([1, 2, 3].map(() => askFor(visitor, '/msu', changes)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403]);
      expect((await codes()).filter((code) => code === 'replayed').length).toBeGreaterThan(0);
    });

    test('by GET, or of another course’s protector', async () => {
      expect((await world.browser().get('/adm/launch/select/msu')).status).toBe(405);
      const elsewhere = await world.make.course({ domain_id: world.domain.id, course_id: `bio${engine}` });
      await world.addProtector({
        plainSecret: 'of biology',
        consumer_key: 'bio',
        course_id: elsewhere.id,
        number: 1,
      });
      const changes = { key: 'bio', secret: 'of biology' };
      expect((await askFor(world.browser(), '/msu/phy101', changes)).status).toBe(401);
      expect((await askFor(world.browser(), '/msu', changes)).status).toBe(401);
      expect((await askFor(world.browser(), `/msu/bio${engine}`, changes)).status).toBe(200);
    });

    test('whose answer would leave the origins that were approved', async () => {
      await change(world, 'UPDATE protectors SET origins = ? WHERE id = ?', [
        '["https://moodle.msu.example"]',
        world.protector.id,
      ]);
      const answer = await askFor(world.browser());
      expect([answer.status, (await codes())[0]]).toEqual([403, 'origin-refused']);
      await change(world, 'UPDATE protectors SET origins = ? WHERE id = ?', ['[]', world.protector.id]);
    });
  });

  test('the same teacher goes on with one press, another one of that LMS does not', async () => {
    const { visitor } = await choosing();
    const again = await askFor(visitor, '/msu/phy101');
    expect(again.text).toContain('Cora');
    expect((await step(visitor, again, { act: 'continue' })).text).toContain('Introduction');
    const colleague = await askFor(visitor, '/msu/phy101', { parameters: { user_id: 'somebody else' } });
    expect(colleague.text).not.toContain('Cora');
    expect((await step(visitor, colleague, { act: 'continue' })).text).not.toContain('Introduction');
    await change(world, "UPDATE people SET sessions_after = ? WHERE username = 'cora'", [
      world.clock.now + 1,
    ]);
    const ended = await askFor(visitor, '/msu/phy101');
    expect(ended.text).not.toContain('Cora');
    await change(world, "UPDATE people SET sessions_after = 0 WHERE username = 'cora'");
  });

  test('keeps neither the LMS’s session key nor the token where others could read them', async () => {
    const { shown } = await choosing();
    const rows = await rowsOf<Record<string, unknown>>(world, 'SELECT * FROM selections');
    const kept = JSON.stringify(rows);
    for (const secret of ['SESSKEY', hidden(shown, 'token'), 'a secret of the tests']) {
      expect(kept).not.toContain(secret);
      expect(world.logLines.join('\n')).not.toContain(secret);
    }
  });
});

function encoded(pairs: readonly (readonly [string, string])[]): string {
  return new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value])).toString();
}

function formIn({ text }: Answer): { action: string; fields: Map<string, string> } {
  const plain = (value: string) =>
    value
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
  const form = /<form method="post" action="([^"]*)" id="answer">([\s\S]*?)<\/form>/.exec(text);
  const inputs = [...(form?.[2] ?? '').matchAll(/name="([^"]*)" value="([^"]*)"/g)];
  return {
    action: plain(form?.[1] ?? ''),
    fields: new Map(inputs.map(([, name = '', value = '']) => [name, plain(value)])),
  };
}

/** As an LMS checks it: RFC 5849 3.4.1 written down once more. */
function isSigned(action: string, fields: ReadonlyMap<string, string>, secret: string): boolean {
  const url = new URL(action);
  const code = (text: string) =>
    encodeURIComponent(text).replace(
      /[!'()*]/g,
      (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  const pairs = [...url.searchParams, ...fields]
    .filter(([name]) => name !== 'oauth_signature')
    .map(([name, value]) => `${code(name)}=${code(value)}`)
    .sort();
  const base = ['POST', code(url.origin + url.pathname), code(pairs.join('&'))].join('&');
  const signature = createHmac('sha1', `${code(secret)}&`)
    .update(base)
    .digest('base64');
  return signature === fields.get('oauth_signature');
}
