import type { LaunchCode, RefusalCode } from '../../model/launchCode.ts';
import { type MaskedField, masked, mayBeName, mostFields, onlyLength } from '../../model/launchSamples.ts';
import { familyOf, type LmsFamily } from '../../model/lmsFamily.ts';
import type { Pair } from '../../model/pairs.ts';
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

export function signedAs(story: Story, request: LaunchRequest, code: LaunchCode): SeenLaunch {
  const { message } = story;
  const read = (name: string) => {
    const parameter = message?.parameter(name);
    return parameter?.kind === 'value' ? parameter.value : undefined;
  };
  const names: (readonly [number, string])[] = [];
  const fields = (message?.parameterNames ?? []).slice(0, mostFields).map((name, n): MaskedField => {
    const value = read(name);
    if (value === undefined) return { name: onlyLength(name, '').name, length: 0, shape: 'other' };
    // A copy: the value is a part of the whole form, which would stay as long as it does.
    if (mayBeName(name, value)) names.push([n, Buffer.from(value).toString()]);
    return masked(name, value);
  });
  return {
    ...commonOf(story, request, code),
    protectorId: story.protector?.id,
    identity: story.identity,
    family: familyOf(read) ?? '',
    fields: fields.length > 0 ? fields : lengthsOf(request.pairs),
    names,
    forExplaining: undefined,
  };
}

export function unsignedAs(story: Story, request: LaunchRequest, code: RefusalCode): SeenLaunch {
  const { pairs, path, host } = request;
  const read = (name: string) => pairs.find((pair) => pair.name === name)?.value;
  const size = pairs.reduce((sum, { encoded }) => sum + encoded.length, 0);
  return {
    ...commonOf(story, request, code),
    protectorId: undefined,
    identity: undefined,
    family: familyOf(read) ?? '',
    fields: lengthsOf(pairs),
    names: [],
    forExplaining: code === 'bad-signature' && size <= mostHeld ? { pairs, path, host } : undefined,
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
