import { Refusal, type RefusalCode, type ToleratedVariant } from '../../model/launchCode.ts';
import type { Pair } from '../../model/pairs.ts';
import { urlFrom } from '../../model/urlFrom.ts';
import type {
  Nonce,
  Parameter,
  Presentation,
  SecretUsed,
  SignedLaunch,
  VerifiedLaunch,
} from '../verifier.ts';
import type { Fields } from './fields.ts';
import { signedFields } from './signature.ts';

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
  const read = reader(signed);
  for (const { code, fault } of messageChecks) {
    const detail = fault(read);
    if (detail !== undefined) throw new Refusal(code, detail);
  }
  const launch: Omit<VerifiedLaunch, keyof Mark> = new LaunchMessage(signed, read);
  return launch as VerifiedLaunch;
}

/** LTI 1.1 3, the parameters about presentation: read also from a message that is no launch, to answer it politely. */
export function readPresentation(signed: SignedLaunch): Presentation {
  return new ShownBy(reader(signed));
}

/** Where the sender is and how it wants to be answered. */
class ShownBy implements Presentation {
  readonly returnUrl: string | undefined;
  readonly returnOrigin: string | undefined;
  readonly locale: string | undefined;
  readonly productFamily: string | undefined;
  readonly #read: Read;

  constructor(read: Read) {
    const back = webAddress(textOf(read('launch_presentation_return_url')));
    this.returnUrl = back?.href;
    this.returnOrigin = back?.origin;
    this.locale = textOf(read('launch_presentation_locale'));
    this.productFamily = textOf(read('tool_consumer_info_product_family_code'));
    this.#read = read;
  }

  /** Wanted only where origins are approved, or where the LMS asks for a relaunch. */
  get lmsOrigins(): readonly string[] {
    return addressesOfLms.flatMap((name) => webAddress(textOf(this.#read(name)))?.origin ?? []);
  }
}

const addressesOfLms = ['lis_outcome_service_url', 'tool_consumer_instance_url'];

/** A class, because an object that is put together of parts and accessors takes twice as long (measured: 5 us, 11 us). */
class LaunchMessage extends ShownBy implements Omit<VerifiedLaunch, keyof Mark> {
  readonly candidateId: number;
  readonly secretUsed: SecretUsed;
  readonly tolerated: readonly ToleratedVariant[];
  readonly nonce: Nonce;
  readonly clockDifference: number;
  readonly subject: string | undefined;
  readonly contextId: string | undefined;
  readonly resourceLinkId: string;
  readonly documentTarget: string | undefined;
  readonly asksRelaunch: boolean;
  readonly relaunchUrl: string | undefined;
  readonly nextItem: Parameter;
  readonly parameter: Read;
  readonly #fields: Fields;

  constructor(signed: SignedLaunch, read: Read) {
    super(read);
    this.candidateId = signed.candidateId;
    this.secretUsed = signed.secretUsed;
    this.tolerated = signed.tolerated;
    this.nonce = signed.nonce;
    this.clockDifference = signed.clockDifference;
    this.subject = textOf(read('user_id'));
    this.contextId = textOf(read('context_id'));
    this.resourceLinkId = textOf(read('resource_link_id')) ?? '';
    this.documentTarget = textOf(read('launch_presentation_document_target'));
    // The answer to a relaunch is looked at first, or a platform that repeats relaunch_url would never arrive.
    this.asksRelaunch = read('relaunch_url').kind !== 'absent' && read('tool_state').kind === 'absent';
    this.relaunchUrl = webAddress(textOf(read('relaunch_url')))?.href;
    this.parameter = read;
    this.#fields = signedFields(signed);
    this.nextItem = this.#fields.isPlain ? read('custom_next') : onceFrom(this.#fields.pairs, 'custom_next');
  }

  get parameterNames(): readonly string[] {
    return this.#fields.names.filter((name) => !isOfSignature(name));
  }
}

/** The mark that only a type carries. */
type Mark = {
  readonly [Key in keyof VerifiedLaunch as Key extends symbol ? Key : never]: VerifiedLaunch[Key];
};

/**
 * The signature's own fields have done their work and say nothing about the launch, so they cannot be read, shown or
 * kept.
 */
export function reader(signed: SignedLaunch): Read {
  const fields = signedFields(signed);
  return (name) => (isOfSignature(name) ? absent : fields.parameter(name));
}

const absent: Parameter = { kind: 'absent' };

function isOfSignature(name: string): boolean {
  return name.startsWith('oauth_');
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
