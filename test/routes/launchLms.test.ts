import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { heading } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { hashOf } from '../hostile.ts';
import { formBody, withValue } from '../lti/launches.ts';
import { lmsLaunches } from '../lti/lms/index.ts';
import { sentAt } from '../lti/lms/lmsLaunch.ts';
import { type Parameter, referenceSignature } from '../lti/reference5849.ts';
import { openWorld, type World } from '../world.ts';

describe.each(engines)('a click in an LMS, on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    world.clock.now = sentAt * 1000;
    const item = await world.addItem({ item_id: 'intro', title: 'Introduction' });
    link = await world.addLink(item, { short_id: 'Ab3dEf' });
    const host = 'links.msu.example';
    await world.make.address({ domain_id: world.domain.id, host, origin: `https://${host}` });
    for (const username of new Set(lmsLaunches.map(({ username }) => username[1]))) {
      const person = await world.addPerson(username);
      await world.make.role({ course_id: world.course.id, person_id: person.id });
    }
  });
  afterAll(() => world.close());

  test.each(lmsLaunches.map((launch, n) => ({ ...launch, n })))(
    '$lms: opens the item for the student whom it names',
    async ({ n, lms, url, key, secret, posted, signs, tolerated, username }) => {
      const consumer_key = `${key}-${n}`;
      await world.addProtector({
        plainSecret: secret,
        consumer_key,
        use_identity: JSON.stringify({
          parameter: username[0],
          transform: { kind: 'none' },
          otherwise: 'stop',
        }),
      });
      const withKey = withValue(posted, 'oauth_consumer_key', consumer_key);
      const body = withValue(signs?.body ?? posted, 'oauth_consumer_key', consumer_key);
      const signature = referenceSignature({ method: 'POST', url: signs?.url ?? url, body }, secret);
      const { pathname, search, host, origin } = new URL(url);
      const visitor = world.browser();
      const answer = await visitor.postFromElsewhere(
        `${pathname}${search}`,
        formBody([...withKey, ['oauth_signature', signature]]),
        { Host: host, Origin: originOf(posted), Referer: `${origin}/` },
      );
      // Those that say that they show it in a frame have its cookies checked on the way (R23).
      const [path, query = ''] = (answer.headers.location ?? '').split('?');
      expect([lms, answer.status, path]).toEqual([lms, 303, '/msu/phy101/intro']);
      expect(query).toMatch(/^(?:check=[\w-]{43})?$/);
      expect(heading(await visitor.follow(answer))).toBe('Introduction');
      const row = {
        code: 'opened',
        identity: 'accepted',
        named: username[1],
        person: username[1],
        tolerated,
      };
      expect((await world.journal())[0]).toMatchObject(row);
      expect((await world.journal())[0]?.shortUrl).toBe(link.short_id);
    },
  );
});

/** Of the LMS's page that posts the form: where its way back leads, too. */
function originOf(posted: readonly Parameter[]): string {
  const [, back] = posted.find(([name]) => name === 'launch_presentation_return_url') ?? [];
  return back !== undefined && URL.canParse(back) ? new URL(back).origin : 'https://lms.example';
}
