import {
  type CheckMode,
  nonceLifetimeLimits,
  type ProtectorLevel,
  type RelaunchMode,
  type UseIdentity,
} from '../../model/protector.ts';
import type { Secret } from '../../model/secret.ts';
import { brokenSecretRules, faultsOfKey, type SecretRules } from '../../model/secretRules.ts';
import { cleanDisplayName } from '../../model/username.ts';
import { isEditableInLms } from '../../model/usernameParameters.ts';
import type { ProtectorSettings } from '../../storage/protectorStore.ts';
import { endingSecond, type PlannedTime, readTime, startingSecond } from '../provision/plannedTime.ts';
import type { ProtectorFault } from './protectorFaults.ts';

/** What a coordinator typed for a protector. Dates are days of the domain's zone or moments, '' for none. */
export interface ProtectorDraft {
  readonly name: string;
  /** '' asks for a generated one, where the protector has none yet. */
  readonly key: string;
  readonly enabled: boolean;
  readonly validFrom: string;
  readonly validUntil: string;
  /** NaN for what is no number. */
  readonly nonceLifetime: number;
  readonly useIdentity: UseIdentity | false;
  readonly rememberUsers: CheckMode;
  readonly relaunch: RelaunchMode;
  /** Whoever typed it knows that others can write the chosen parameter, too (R3). */
  readonly acceptsEditable: boolean;
}

/** Where the draft is for. */
export interface DraftPlace {
  readonly level: ProtectorLevel;
  readonly timeZone: string;
  /** A new protector may have its key generated. */
  readonly isNew: boolean;
}

/** Everything that is wrong with a draft by itself, at once. */
export function faultsOfDraft(draft: ProtectorDraft, place: DraftPlace): readonly ProtectorFault[] {
  return [
    ...faultsOfName(draft.name),
    ...(draft.key === '' && place.isNew ? [] : keyFaults(draft.key)),
    ...(isLifetime(draft.nonceLifetime) ? [] : (['lifetime'] as const)),
    ...faultsOfDates(draft, place),
    ...(draft.useIdentity === false ? [] : faultsOfIdentity(draft.useIdentity, draft, place)),
  ];
}

function faultsOfName(text: string): readonly ProtectorFault[] {
  const name = text.normalize('NFC').trim();
  if (name === '') return ['name-missing'];
  if ([...name].length > 80) return ['name-long'];
  return cleanDisplayName(name) === undefined ? ['name-odd'] : [];
}

function keyFaults(key: string): readonly ProtectorFault[] {
  const words: Readonly<Record<ReturnType<typeof faultsOfKey>[number], ProtectorFault>> = {
    empty: 'key-missing',
    'too-long': 'key-too-long',
    'not-ascii': 'key-not-ascii',
    colon: 'key-colon',
    'outer-blank': 'key-outer-blank',
  };
  return faultsOfKey(key).map((fault) => words[fault]);
}

function isLifetime(seconds: number): boolean {
  return (
    Number.isInteger(seconds) && seconds >= nonceLifetimeLimits.least && seconds <= nonceLifetimeLimits.most
  );
}

function faultsOfDates(draft: ProtectorDraft, { timeZone }: DraftPlace): readonly ProtectorFault[] {
  const faults: ProtectorFault[] = [];
  if (draft.validFrom !== '' && readTime(draft.validFrom) === undefined) faults.push('from');
  if (draft.validUntil !== '' && readTime(draft.validUntil) === undefined) faults.push('until');
  const { validFrom, validUntil } = secondsOf(draft, timeZone);
  if (validFrom !== null && validUntil !== null && validUntil <= validFrom) faults.push('until-before-from');
  return faults;
}

function faultsOfIdentity(
  { parameter, fallbackParameter, transform }: UseIdentity,
  { acceptsEditable }: ProtectorDraft,
  { level }: DraftPlace,
): readonly ProtectorFault[] {
  const faults: ProtectorFault[] = [];
  const isName = (text: string) => /^[!-~]{1,255}$/.test(text);
  if (parameter === '') faults.push('parameter-missing');
  else if (!isName(parameter)) faults.push('parameter-odd');
  if (fallbackParameter !== undefined && !isName(fallbackParameter)) faults.push('fallback-odd');
  if (fallbackParameter !== undefined && fallbackParameter === parameter) faults.push('fallback-same');
  if (transform.kind === 'strip' && !isEnding(transform.ending)) faults.push('ending-odd');
  const others = [parameter, fallbackParameter ?? ''].filter((name) => name !== '');
  if (level === 'domain' && !acceptsEditable && others.some(isEditableInLms)) faults.push('editable');
  return faults;
}

function isEnding(text: string): boolean {
  return text.length <= 255 && /^@[^\s@\p{C}]+$/u.test(text);
}

/** Every rule that a typed secret breaks, at once. */
export function faultsOfSecret(secret: Secret, rules: SecretRules, key: string): readonly ProtectorFault[] {
  if (secret.reveal() === '') return ['secret-missing'];
  return brokenSecretRules(secret, rules, key).map((rule) => `secret-${rule}` as const);
}

/** The draft as it is stored; one without faults. */
export function settingsOf(
  draft: ProtectorDraft,
  { timeZone, key }: { readonly timeZone: string; readonly key: string },
): Omit<ProtectorSettings, 'origins' | 'originCheck'> {
  const { enabled, nonceLifetime, useIdentity, rememberUsers, relaunch } = draft;
  const name = draft.name.normalize('NFC').trim();
  return {
    name,
    key,
    enabled,
    ...secondsOf(draft, timeZone),
    nonceLifetime,
    useIdentity,
    rememberUsers,
    relaunch,
  };
}

function secondsOf(
  { validFrom, validUntil }: Pick<ProtectorDraft, 'validFrom' | 'validUntil'>,
  timeZone: string,
): Pick<ProtectorSettings, 'validFrom' | 'validUntil'> {
  const second = (text: string, of: (time: PlannedTime, timeZone: string) => number) => {
    const time = readTime(text);
    return time === undefined ? null : of(time, timeZone);
  };
  return { validFrom: second(validFrom, startingSecond), validUntil: second(validUntil, endingSecond) };
}
