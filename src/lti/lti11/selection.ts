import { Refusal } from '../../model/launchCode.ts';
import type { SignedLaunch, VerifiedSelection } from '../verifier.ts';
import { type MessageCheck, missing, other, type Read, reader, textOf, webAddress } from './message.ts';
import type { NameAndValue } from './sign.ts';

/** What we give: links that the LMS launches (LTI Content-Item Message 1.0, 2.2.2). */
export const ltiLinkType = 'application/vnd.ims.lti.v1.ltilink';

const contextOfItems = 'http://purl.imsglobal.org/ctx/lti/v1/ContentItem';

/** LTI Content-Item Message 1.0, 3.1, in this order; the first that fails names the refusal. */
export const selectionChecks: readonly MessageCheck[] = [
  { code: 'incomplete-message', fault: (read) => missing(read, 'lti_message_type') },
  {
    code: 'wrong-message',
    fault: (read) => other(read, 'lti_message_type', ['ContentItemSelectionRequest']),
  },
  { code: 'incomplete-message', fault: (read) => missing(read, 'lti_version') },
  { code: 'wrong-message', fault: (read) => other(read, 'lti_version', ['LTI-1p0', 'LTI-1p1', 'LTI-1p2']) },
  { code: 'incomplete-message', fault: (read) => missing(read, 'content_item_return_url') },
  { code: 'incomplete-message', fault: noAddress },
  { code: 'wrong-message', fault: noLinks },
];

/**
 * Reads a signed request to choose contents, from the body only and as it was signed.
 *
 * @throws Refusal `wrong-message`, `incomplete-message`, in the order of `selectionChecks`
 */
export function readSelection(signed: SignedLaunch): VerifiedSelection {
  const read = reader(signed);
  for (const { code, fault } of selectionChecks) {
    const detail = fault(read);
    if (detail !== undefined) throw new Refusal(code, detail);
  }
  const text = (name: string): string | undefined => textOf(read(name));
  const answer = webAddress(text('content_item_return_url'));
  if (answer === undefined) throw new TypeError('an address was checked and is none');
  const { candidateId, secretUsed, tolerated, nonce, clockDifference } = signed;
  const selection: Omit<VerifiedSelection, keyof Mark> = {
    candidateId,
    secretUsed,
    tolerated,
    nonce,
    clockDifference,
    answerUrl: answer.href,
    answerOrigin: answer.origin,
    data: text('data'),
    acceptsSeveral: text('accept_multiple')?.trim().toLowerCase() === 'true',
    documentTargets: listed(text('accept_presentation_document_targets')),
    subject: text('user_id'),
  };
  return selection as VerifiedSelection;
}

/** The mark that only a type carries. */
type Mark = {
  readonly [Key in keyof VerifiedSelection as Key extends symbol ? Key : never]: VerifiedSelection[Key];
};

/** One item as the LMS shall keep it. */
export interface ChosenLink {
  readonly launchUrl: string;
  readonly title: string;
  readonly icon: string;
  readonly custom: Readonly<Record<string, string>>;
  /** One of the request's targets; undefined where it leaves that to the LMS. */
  readonly documentTarget: string | undefined;
}

/** What was asked, as far as the answer repeats it. */
export interface Answered {
  readonly data: string | undefined;
  /** Shown to the teacher by some LMSs; undefined where there is nothing to say. */
  readonly message: string | undefined;
}

/**
 * The answer's pairs, to be signed (LTI Content-Item Message 1.0, 3.2). No links: the choice was called off; the list is
 * sent empty then, since LMSs read it in any case.
 */
export function selectionAnswer(
  links: readonly ChosenLink[],
  { data, message }: Answered,
): readonly NameAndValue[] {
  const graph = links.map(({ launchUrl, title, icon, custom, documentTarget }) => ({
    '@type': 'LtiLinkItem',
    mediaType: ltiLinkType,
    url: launchUrl,
    title,
    icon: { '@id': icon, width: 64, height: 64 },
    ...(Object.keys(custom).length === 0 ? {} : { custom }),
    ...(documentTarget === undefined
      ? {}
      : { placementAdvice: { presentationDocumentTarget: documentTarget } }),
  }));
  return [
    ['lti_message_type', 'ContentItemSelection'],
    ['lti_version', 'LTI-1p0'],
    ['content_items', JSON.stringify({ '@context': contextOfItems, '@graph': graph })],
    ...(data === undefined ? [] : [['data', data] as const]),
    ...(message === undefined ? [] : [['lti_msg', message] as const]),
  ];
}

function noAddress(read: Read): string | undefined {
  const url = webAddress(textOf(read('content_item_return_url')));
  if (url === undefined) return 'content_item_return_url is no web address';
  // The query is signed with the form: a name that occurs twice in them says nothing definite (RFC 5849 3.4.1.3.2).
  const names = [...url.searchParams.keys()];
  const isClear = new Set(names).size === names.length && !names.some((name) => ours.test(name));
  return isClear ? undefined : 'content_item_return_url is not to be answered';
}

/** Names that the answer itself uses. */
const ours = /^(?:oauth_.*|lti_.*|content_items|data|__proto__)$/;

/** An LMS that does not say what it takes is taken at its message: such a request is for links. */
function noLinks(read: Read): string | undefined {
  const types = listed(textOf(read('accept_media_types')));
  const takesLinks =
    types.length === 0 || types.some((type) => [ltiLinkType, '*/*', 'application/*'].includes(type));
  return takesLinks ? undefined : 'accept_media_types is without LTI links';
}

function listed(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word !== '')
    .slice(0, 20);
}
