import { Refusal, type RefusalCode } from '../../model/launchCode.ts';
import type { Pair } from '../../model/pairs.ts';
import { urlFrom } from '../../model/urlFrom.ts';
import type { Parameter, Presentation, SignedLaunch, VerifiedLaunch } from '../verifier.ts';
import { signedPairs } from './signature.ts';

export type Read = (name: string) => Parameter;

export interface MessageCheck {
  readonly code: RefusalCode;
  /** What is wrong, for the journal; undefined where nothing is. */
  readonly fault: (read: Read) => string | undefined;
}

/** LTI 1.1 3, in this order; the first that fails names the refusal. Some LMSs send 1p1 and 1p2. */
export const messageChecks: readonly MessageCheck[] = [
  { code: 'incomplete-message', fault: (read) => missing(read, 'lti_message_type') },
  { code: 'wrong-message', fault: (read) => other(read, 'lti_message_type', ['basic-lti-launch-request']) },
  { code: 'incomplete-message', fault: (read) => missing(read, 'lti_version') },
  { code: 'wrong-message', fault: (read) => other(read, 'lti_version', ['LTI-1p0', 'LTI-1p1', 'LTI-1p2']) },
  { code: 'incomplete-message', fault: (read) => missing(read, 'resource_link_id') },
  { code: 'incomplete-message', fault: unreadableId },
];

/**
 * Reads a signed launch message, from the body only and as it was signed.
 *
 * @throws Refusal `wrong-message`, `incomplete-message`, in the order of `messageChecks`
 */
export function readMessage(signed: SignedLaunch): VerifiedLaunch {
  const { parameter, parameterNames } = reader(signedPairs(signed));
  for (const { code, fault } of messageChecks) {
    const detail = fault(parameter);
    if (detail !== undefined) throw new Refusal(code, detail);
  }
  const text = (name: string): string | undefined => textOf(parameter(name));
  const { candidateId, secretUsed, tolerated, nonce, clockDifference } = signed;
  const launch: Omit<VerifiedLaunch, keyof Mark> = {
    candidateId,
    secretUsed,
    tolerated,
    nonce,
    clockDifference,
    subject: text('user_id'),
    contextId: text('context_id'),
    resourceLinkId: text('resource_link_id') ?? '',
    ...presentationOf(parameter),
    get lmsOrigins() {
      return originsOfLms(parameter);
    },
    documentTarget: text('launch_presentation_document_target'),
    // The answer to a relaunch is looked at first, or a platform that repeats relaunch_url would never arrive.
    asksRelaunch: parameter('relaunch_url').kind !== 'absent' && parameter('tool_state').kind === 'absent',
    relaunchUrl: webAddress(text('relaunch_url'))?.href,
    toolState: text('tool_state'),
    nextItem: onceFrom(signedPairs(signed), 'custom_next'),
    parameterNames,
    parameter,
  };
  return launch as VerifiedLaunch;
}

/** LTI 1.1 3, the parameters about presentation: read also from a message that is no launch, to answer it politely. */
export function readPresentation(signed: SignedLaunch): Presentation {
  const { parameter } = reader(signedPairs(signed));
  return { ...presentationOf(parameter), lmsOrigins: originsOfLms(parameter) };
}

const addressesOfLms = ['lis_outcome_service_url', 'tool_consumer_instance_url'];

function presentationOf(read: Read): Omit<Presentation, 'lmsOrigins'> {
  const back = webAddress(textOf(read('launch_presentation_return_url')));
  return {
    returnUrl: back?.href,
    returnOrigin: back?.origin,
    locale: textOf(read('launch_presentation_locale')),
    productFamily: textOf(read('tool_consumer_info_product_family_code')),
  };
}

/** Wanted only where origins are approved, or where the LMS asks for a relaunch. */
function originsOfLms(read: Read): readonly string[] {
  return addressesOfLms.flatMap((name) => webAddress(textOf(read(name)))?.origin ?? []);
}

/** The mark that only a type carries. */
type Mark = {
  readonly [Key in keyof VerifiedLaunch as Key extends symbol ? Key : never]: VerifiedLaunch[Key];
};

interface Reader {
  readonly parameter: Read;
  readonly parameterNames: readonly string[];
}

/**
 * A name of the body that the query holds too is repeated: nobody can say which one was meant. The signature's own
 * fields have done their work and say nothing about the launch, so they cannot be read, shown or kept.
 */
export function reader(pairs: readonly Pair[]): Reader {
  const found = new Map<string, Parameter>();
  for (const { name, value, from } of pairs) {
    if (from !== 'body' || name.startsWith('oauth_')) continue;
    found.set(name, found.has(name) ? { kind: 'repeated' } : { kind: 'value', value });
  }
  for (const { name, from } of pairs)
    if (from === 'query' && found.has(name)) found.set(name, { kind: 'repeated' });
  return { parameter: (name) => found.get(name) ?? { kind: 'absent' }, parameterNames: [...found.keys()] };
}

/** Canvas copies the query of its launch addresses into the form; other LMSs leave it where it is. Signed are both. */
function onceFrom(pairs: readonly Pair[], name: string): Parameter {
  const found = pairs.filter((pair) => pair.name === name);
  const places = new Set(found.map(({ from }) => from));
  const [value, ...others] = new Set(found.map((pair) => pair.value));
  if (value === undefined) return { kind: 'absent' };
  return others.length > 0 || places.size < found.length ? { kind: 'repeated' } : { kind: 'value', value };
}

export function textOf(parameter: Parameter): string | undefined {
  return parameter.kind === 'value' && parameter.value.trim() !== '' ? parameter.value : undefined;
}

export function missing(read: Read, name: string): string | undefined {
  return textOf(read(name)) === undefined ? `${name} is missing` : undefined;
}

export function other(read: Read, name: string, known: readonly string[]): string | undefined {
  return known.includes(textOf(read(name)) ?? '') ? undefined : `${name} is not that of a launch`;
}

/** Two ids that differ only in bytes that are not UTF-8 would read alike, and one place pass for the other. */
function unreadableId(read: Read): string | undefined {
  const unreadable = ['user_id', 'context_id', 'resource_link_id'].find((name) =>
    textOf(read(name))?.includes('\ufffd'),
  );
  return unreadable === undefined ? undefined : `${unreadable} is not UTF-8`;
}

/** Only what a browser may be sent to: absolute, http or https, nobody's name and password in it. */
export function webAddress(text: string | undefined): URL | undefined {
  if (text === undefined || text.length > 4096 || !/^https?:\/\/[^\s\\]+$/i.test(text)) return undefined;
  const url = urlFrom(text);
  return url?.username === '' && url.password === '' ? url : undefined;
}
