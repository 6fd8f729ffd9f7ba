import { type NameAndValue, signLaunch } from '../../src/lti/lti11/sign.ts';
import { Secret } from '../../src/model/secret.ts';
import { type Activity, activities } from './activities.ts';
import type { LaunchForm } from './launchForm.ts';

/** The tool that teachers choose contents with: the campus's own. */
const [{ key, secret }] = activities as readonly [Activity];

export interface ChoiceOrder {
  readonly selectUrl: string;
  /** Where the LMS itself is: an origin. */
  readonly lms: string;
  /** Epoch seconds. */
  readonly now: number;
  readonly nonce: string;
}

/** What Moodle sends when a teacher presses "Select content" (LTI Content-Item Message 1.0). */
export function choiceForm({ selectUrl, lms, now, nonce }: ChoiceOrder): LaunchForm {
  const parameters: readonly NameAndValue[] = [
    ['user_id', '4711'],
    ['roles', 'Instructor'],
    ['context_id', '17861'],
    ['context_title', 'Physics 101'],
    ['launch_presentation_locale', 'en'],
    ['tool_consumer_info_product_family_code', 'moodle'],
    ['lti_version', 'LTI-1p0'],
    ['lti_message_type', 'ContentItemSelectionRequest'],
    ['accept_media_types', 'application/vnd.ims.lti.v1.ltilink'],
    ['accept_presentation_document_targets', 'frame,iframe,window'],
    ['accept_multiple', 'true'],
    ['accept_unsigned', 'false'],
    ['auto_create', 'false'],
    ['content_item_return_url', `${lms}/chosen?course=17861&sesskey=standin123`],
    ['data', `course 17861 at ${now}`],
  ];
  const signing = { url: selectUrl, parameters, key, secret: new Secret(secret), timestamp: now, nonce };
  return { action: selectUrl, pairs: signLaunch(signing) };
}

/** Links that came back, as activities of the LMS course. */
export interface Chosen {
  readonly isSigned: boolean;
  readonly activities: readonly Activity[];
}

/** Reads the answer as an LMS does: nothing in it counts unless it was signed with the tool's own secret. */
export function readChosen(answer: URLSearchParams, address: string): Chosen {
  const pairs = [...answer];
  const value = (name: string) => answer.get(name) ?? '';
  const parameters = pairs.filter(([name]) => !made.includes(name));
  const isSigned = (() => {
    try {
      const again = signLaunch({
        url: address,
        parameters,
        key,
        secret: new Secret(secret),
        timestamp: Number(value('oauth_timestamp')),
        nonce: value('oauth_nonce'),
      });
      return new Map(again).get('oauth_signature') === value('oauth_signature');
    } catch {
      return false;
    }
  })();
  if (!isSigned || value('oauth_consumer_key') !== key) return { isSigned: false, activities: [] };
  const graph = (JSON.parse(value('content_items')) as { '@graph': { title: string; url: string }[] })[
    '@graph'
  ];
  return {
    isSigned,
    activities: graph.map(({ title, url }) => ({
      item: '',
      name: title,
      about: 'chosen by a teacher from inside the LMS',
      launchUrl: url,
      key,
      secret,
    })),
  };
}

const made = [
  'oauth_consumer_key',
  'oauth_signature_method',
  'oauth_timestamp',
  'oauth_nonce',
  'oauth_signature',
];
