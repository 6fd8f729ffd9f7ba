import type { VerifiedLaunch } from '../../lti/verifier.ts';
import type { LaunchCode, RefusalCode } from '../../model/launchCode.ts';
import { type MaskedField, masked, mayBeName, mostFields, onlyLength } from '../../model/launchSamples.ts';
import { familyOf, type LmsFamily } from '../../model/lmsFamily.ts';
import { bytesOf, type Pair } from '../../model/pairs.ts';
import type { LaunchLink, LaunchTarget } from '../../storage/launchTargetStore.ts';
import type { LaunchRequest } from './openLaunch.ts';
import type { Story } from './story.ts';

/** What is taken down of a launch while its answer is on its way, to be masked and kept later. */
export interface SeenLaunch {
  readonly at: number;
  readonly reference: string;
  readonly code: LaunchCode;
  readonly identity: Story['identity'];
  /** Undefined where nobody has signed it. */
  readonly protectorId: number | undefined;
  readonly asked: { readonly domain: string; readonly shortId: string };
  readonly target: LaunchTarget | undefined;
  readonly link: LaunchLink | undefined;
  readonly family: LmsFamily | '';
  readonly fields: readonly MaskedField[];
  /** By field, what may be somebody's username: compared with the roster, and dropped. */
  readonly names: readonly (readonly [field: number, value: string])[];
  /** Of a bad signature: all that it takes to look for what was signed. */
  readonly forExplaining: Pick<LaunchRequest, 'pairs' | 'path' | 'host'> | undefined;
}

/** A form that is so large is not held on to. */
const mostHeld = 64 * 1024;

/**
 * A launch with a good signature, to be masked later. Until then its parameters are one text: hundreds of small parts
 * that outlive their launch cost more to clear away than to join, and most are never looked at.
 */
export function signedAs(story: Story, request: LaunchRequest, code: LaunchCode): Look {
  const { message, identity } = story;
  const common = { protectorId: story.protector?.id, identity, ...commonOf(story, request, code) };
  const unread = message === undefined ? lengthsOf(request.pairs) : [];
  const text = message === undefined ? '[]' : joined(message);
  const look = () => lookedAt(JSON.parse(text) as Parameters, common, unread);
  return text.length <= mostJoined ? look : taken(look());
}

/** Masks what is kept of a launch. */
export type Look = () => SeenLaunch;

/** Characters of the parameters of a launch that waits. */
const mostJoined = 16 * 1024;

export function taken(seen: SeenLaunch): Look {
  return () => seen;
}

/** Names and values; none for what was sent more than once. */
type Parameters = readonly (readonly [name: string, value: string | null])[];

function joined({ parameterNames, parameter }: VerifiedLaunch): string {
  const parameters: Parameters = parameterNames.map((name) => {
    const found = parameter(name);
    return [name, found.kind === 'value' ? found.value : null];
  });
  return JSON.stringify(parameters);
}

type Common = ReturnType<typeof commonOf> & Pick<SeenLaunch, 'protectorId' | 'identity'>;

function lookedAt(parameters: Parameters, common: Common, unread: readonly MaskedField[]): SeenLaunch {
  const values = new Map(parameters);
  const names: (readonly [number, string])[] = [];
  const fields = parameters.slice(0, mostFields).map(([name, value], n): MaskedField => {
    if (value === null) return { name: onlyLength(name, '').name, length: 0, shape: 'other' };
    if (mayBeName(name, value)) names.push([n, value]);
    return masked(name, value);
  });
  return {
    family: familyOf((name) => values.get(name) ?? undefined) ?? '',
    fields: fields.length > 0 ? fields : unread,
    names,
    forExplaining: undefined,
    ...common,
  };
}

export function unsignedAs(story: Story, request: LaunchRequest, code: RefusalCode): SeenLaunch {
  const { pairs, path, host } = request;
  const read = (name: string) => pairs.find((pair) => pair.name === name)?.value;
  return {
    protectorId: undefined,
    identity: undefined,
    family: familyOf(read) ?? '',
    fields: lengthsOf(pairs),
    names: [],
    forExplaining: code === 'bad-signature' && bytesOf(pairs) <= mostHeld ? { pairs, path, host } : undefined,
    ...commonOf(story, request, code),
  };
}

function lengthsOf(pairs: readonly Pair[]): readonly MaskedField[] {
  return pairs
    .filter(({ name }) => !name.startsWith('oauth_'))
    .slice(0, mostFields)
    .map(({ name, value }) => onlyLength(name, value));
}

function commonOf(story: Story, { domain, shortId }: LaunchRequest, code: LaunchCode) {
  const { at, reference, target, link } = story;
  return { at, reference, code, target, link, asked: { domain, shortId } };
}
