import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { heading, hidden, reference } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { change, countOf, expectRefused, hashOf, launchPath, post } from '../hostile.ts';
import { formBody } from '../lti/launches.ts';
import { referenceSignature } from '../lti/reference5849.ts';
import type { Answer } from '../web/httpClient.ts';
import { openWorld, password, publicUrl, type World } from '../world.ts';
import { name, type Parameters } from './launchIdentityCases.ts';

describe.each(engines)('whom a launch means, on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    link = await world.addLink(await world.addItem({ item_id: 'intro', title: 'Introduction' }));
    const course_id = world.course.id;
    await world.make.role({ course_id, person_id: (await world.addPerson('cora')).id, role: 'coordinator' });
    await world.make.role({ course_id, person_id: (await world.addPerson('today')).id });
    await world.addPerson('guest');
  });
  beforeEach(() => {
    world.clock.now += 60_000;
  });
  afterAll(() => world.close());

  const use = (fields: object) =>
    change(world, 'UPDATE protectors SET use_identity = ?', [
      JSON.stringify({
        parameter: 'lis_person_sourcedid',
        transform: { kind: 'none' },
        otherwise: 'login',
        ...fields,
      }),
    ]);
  const send = (parameters: Parameters = {}) => world.launch(world.browser(), link, { parameters });
  const last = async () => (await world.journal())[0];
  const toLogin = (answer: Answer) =>
    expect([answer.status, answer.headers.location]).toEqual([
      303,
      expect.stringMatching(/^\/login\?launch=/),
    ]);
  const toItem = (answer: Answer) =>
    expect([answer.status, answer.headers.location]).toEqual([303, '/msu/phy101/intro']);

  test('asks whom an LMS user is, where another person came as the same before (R3)', async () => {
    const memory = (mode: string) => change(world, 'UPDATE protectors SET remember_users = ?', [mode]);
    const as = (username: string) => send({ ...name(username), user_id: 'the same LMS user' });
    const remembered = () => countOf(world, 'lms_users');
    await use({ otherwise: 'stop' });

    await memory('off');
    toItem(await as('ann'));
    expect(await remembered()).toBe(0);
    await memory('warn');
    toItem(await as('ann'));
    expect(await remembered()).toBe(1);
    toItem(await as('today'));
    expect((await last())?.notes).toContain('person-changed');
    await memory('enforce');
    // To the sign-in, although the protector says stop.
    toLogin(await as('today'));
    expect(await last()).toMatchObject({ identity: 'changed', named: 'today', person: null });
    toItem(await as('ann'));
    expect(await remembered()).toBe(1);
    // The memory refuses, it never identifies.
    await expectRefused(world, await send({ ...name(''), user_id: 'the same LMS user' }), {
      status: 403,
      code: 'stopped',
    });
  });

  test('says whom the launch named where somebody else signs in', async () => {
    await use({});
    const visitor = world.browser();
    const form = await visitor.follow(await world.launch(visitor, link, { parameters: name('cora') }));
    const fields = { csrf: hidden(form, 'csrf'), launch: hidden(form, 'launch'), username: 'ann', password };
    expect(heading(await visitor.follow(await visitor.post('/login', fields)))).toBe('Introduction');
    const [opened, asked] = await world.journal();
    expect(opened).toMatchObject({
      code: 'opened',
      identity: 'privileged',
      named: 'cora',
      person: 'ann',
      differs: true,
    });
    expect(asked).toMatchObject({ code: 'login-required', reference: opened?.reference, person: null });
  });

  test('shuts out whoever lost the role a moment ago', async () => {
    await use({});
    toItem(await send());
    await change(world, 'DELETE FROM roles WHERE person_id = ?', [world.ann.id]);
    toLogin(await send());
    expect(await last()).toMatchObject({ identity: 'not-a-student' });
    await world.make.role({ course_id: world.course.id, person_id: world.ann.id });
  });

  test('opens nothing for whoever signs in without a role in the course', async () => {
    await use({});
    const visitor = world.browser();
    const form = await visitor.follow(await world.launch(visitor, link, { parameters: name('nobody') }));
    const fields = {
      csrf: hidden(form, 'csrf'),
      launch: hidden(form, 'launch'),
      username: 'guest',
      password,
    };
    const answer = await visitor.post('/login', fields);
    const { code, person, differs } = (await last()) ?? {};
    expect([answer.status, code, person, differs]).toEqual([403, 'not-in-course', 'guest', true]);
    expect((await last())?.reference).toBe(reference(answer));
    expect(heading(await visitor.get('/msu/phy101/intro'))).not.toBe('Introduction');
  });

  /** Signed by the reference implementation: ours refuses to sign a name twice. */
  const sendRepeated = (names: readonly (readonly [string, string])[], query = '') => {
    const body = [
      ['oauth_consumer_key', 'moodle-prod'],
      ['oauth_nonce', `repeated-${names.length}-${query}-${world.clock.now}`],
      ['oauth_timestamp', String(Math.floor(world.clock.now / 1000))],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['lti_message_type', 'basic-lti-launch-request'],
      ['lti_version', 'LTI-1p0'],
      ['resource_link_id', '17'],
      ...names,
    ] as const;
    const path = `${launchPath(link)}${query}`;
    const signature = referenceSignature(
      { method: 'POST', url: `${publicUrl}${path}`, body },
      'a secret of the tests',
    );
    return post(world.port, { path, body: formBody([...body, ['oauth_signature', signature]]) });
  };

  test('means nobody where the parameter of the username is there twice (R4)', async () => {
    const parameter = 'ext_user_username';
    const email = 'lis_person_contact_email_primary';
    await use({ parameter, fallbackParameter: email });
    const verdictOf = async (names: readonly (readonly [string, string])[], query = '') => {
      toLogin(await sendRepeated(names, query));
      return (await last())?.identity;
    };
    expect(
      await verdictOf([
        [parameter, 'ann'],
        [parameter, 'ann'],
        [email, 'ann'],
      ]),
    ).toBe('repeated');
    expect(await verdictOf([[parameter, 'ann']], `?${parameter}=cora`)).toBe('repeated');
    expect(await verdictOf([[parameter, 'ann']], `?${parameter}=ann`)).toBe('repeated');
    expect(await verdictOf([], `?${parameter}=ann`)).toBe('missing');
    toItem(
      await sendRepeated([
        [parameter, ''],
        [email, 'ann'],
      ]),
    );
    toItem(await sendRepeated([[parameter, 'ann']], '?chapter=3'));
  });
});
