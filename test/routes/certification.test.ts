import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { loadTexts } from '../../src/web/texts.ts';
import { heading } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { expectRefused, hashOf } from '../hostile.ts';
import { openWorld, type World } from '../world.ts';

const { t } = loadTexts('views/texts');
type Parameters = Readonly<Record<string, string | undefined>>;

/** All that a complete LMS sends about person and place. */
const complete: Parameters = {
  lis_person_name_given: 'Ann',
  lis_person_name_family: 'Lee',
  lis_person_name_full: 'Ann Lee',
  lis_person_contact_email_primary: 'ann@lms.example',
  context_title: 'Physics',
  context_label: 'PHY101',
  resource_link_title: 'Introduction',
  resource_link_description: 'The first week',
  tool_consumer_info_version: '4.1',
  tool_consumer_instance_guid: 'lms.example',
  launch_presentation_document_target: 'iframe',
  launch_presentation_width: '320',
  launch_presentation_height: '240',
};

/** As the test list of 1EdTech for tools of LTI 1.1 has them. */
const refused: readonly (readonly [string, Parameters, 'wrong-message' | 'incomplete-message'])[] = [
  ['resource_link_id is missing', { resource_link_id: undefined }, 'incomplete-message'],
  ['resource_link_id is blank', { resource_link_id: ' ' }, 'incomplete-message'],
  ['lti_version is missing', { lti_version: undefined }, 'incomplete-message'],
  ['lti_version is empty', { lti_version: '' }, 'incomplete-message'],
  ['lti_version is that of another protocol', { lti_version: 'LTI-2p0' }, 'wrong-message'],
  ['lti_version is unknown', { lti_version: 'basic-lti' }, 'wrong-message'],
  ['lti_message_type is missing', { lti_message_type: undefined }, 'incomplete-message'],
  ['lti_message_type is unknown', { lti_message_type: 'something-else' }, 'wrong-message'],
  ['lti_message_type is another one', { lti_message_type: 'ToolProxyRegistrationRequest' }, 'wrong-message'],
];

const opened: readonly (readonly [string, Parameters])[] = [
  ['all is there', {}],
  ['the role is that of a learner', { roles: 'urn:lti:role:ims/lis/Learner' }],
  ['the role is that of an instructor', { roles: 'Instructor' }],
  ['there is no role', { roles: undefined }],
  ['the role is empty', { roles: '' }],
  ['there is an institution role only', { roles: 'urn:lti:instrole:ims/lis/Student' }],
  ['there is a system role only', { roles: 'urn:lti:sysrole:ims/lis/User' }],
  ['there are many roles', { roles: 'Learner,urn:lti:instrole:ims/lis/Observer,, ,Unheard/Of' }],
  ...Object.keys({
    ...complete,
    context_id: '',
    user_id: '',
    tool_consumer_info_product_family_code: '',
  }).flatMap((name): (readonly [string, Parameters])[] => [
    [`${name} is missing`, { [name]: undefined }],
    [`${name} is empty`, { [name]: '' }],
  ]),
  ['all names are missing', Object.fromEntries(Object.keys(complete).map((name) => [name, undefined]))],
  [
    'there are parameters that nobody knows',
    { custom_unheard: 'of', ext_lms: 'x', launch_presentation_unheard: '1', 'a b[c]': '\u00e4\u2603', _: '' },
  ],
  [
    'the window is told in no numbers',
    {
      launch_presentation_width: 'wide',
      launch_presentation_height: '-1',
      launch_presentation_document_target: 'moon',
    },
  ],
];

describe.each(engines)('what the certification of tools asks, on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    link = await world.addLink(await world.addItem({ item_id: 'intro', title: 'Introduction' }));
  });
  beforeEach(() => {
    world.clock.now += 60_000;
  });
  afterAll(() => world.close());

  test.each(refused)('goes back with a message where %s', async (_name, parameters, code) => {
    const visitor = world.browser();
    const answer = await world.launch(visitor, link, { parameters: { ...complete, ...parameters } });
    await expectRefused(world, answer, { status: 400, code });
    const said = new URLSearchParams({ lti_errormsg: t(`refused.${code}`) })
      .toString()
      .replaceAll('+', '%20');
    expect(answer.text.replaceAll('&amp;', '&')).toContain(said);
    expect(answer.text).toContain(t('layout.backTo', { lms: 'Moodle' }));
  });

  test.each(opened)('opens the item where %s', async (_name, parameters) => {
    const visitor = world.browser();
    const answer = await world.launch(visitor, link, { parameters: { ...complete, ...parameters } });
    const page = await visitor.get(answer.headers.location ?? '');
    expect([answer.status, page.status, heading(page)]).toEqual([303, 200, 'Introduction']);
  });

  test('keeps two links of one course apart, whoever comes by which', async () => {
    const second = await world.addLink(await world.addItem({ item_id: 'second', title: 'Second' }));
    const visitor = world.browser();
    const learner = await visitor.follow(
      await world.launch(visitor, link, { parameters: { roles: 'Learner' } }),
    );
    const instructor = await visitor.follow(
      await world.launch(visitor, second, { parameters: { roles: 'Instructor', resource_link_id: '18' } }),
    );
    expect([heading(learner), heading(instructor)]).toEqual(['Introduction', 'Second']);
  });
});
