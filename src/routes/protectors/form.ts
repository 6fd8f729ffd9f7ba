import { isDay } from '../../model/days.ts';
import { nonceLifetimeLimits, relaunchModes, type UseIdentity } from '../../model/protector.ts';
import { isEditableInLms, usernameParameters } from '../../model/usernameParameters.ts';
import type { ProtectorDraft } from '../../services/protectors/draft.ts';
import { endOut, startOut } from '../../services/provision/exportWords.ts';
import type { KnownProtector } from '../../storage/protectorStore.ts';

/** Every field of a protector's form. */
export const protectorFields = [
  'name',
  'key',
  'enabled',
  'endSessions',
  'validFrom',
  'validUntil',
  'nonceLifetime',
  'useIdentity',
  'parameter',
  'otherParameter',
  'fallbackParameter',
  'transform',
  'ending',
  'otherwise',
  'acceptsEditable',
  'acceptsPasswordless',
  'rememberUsers',
  'relaunch',
  'mark',
  'confirmPassword',
] as const;

export type ProtectorValues = Readonly<Record<(typeof protectorFields)[number], string>>;

/** The choice of the list that stands for a name of one's own. */
export const ownName = 'other';

/** What the form of a new protector begins with. */
export const newValues: ProtectorValues = {
  name: '',
  key: '',
  enabled: 'on',
  endSessions: '',
  validFrom: '',
  validUntil: '',
  nonceLifetime: String(nonceLifetimeLimits.usual),
  useIdentity: 'no',
  parameter: usernameParameters[0],
  otherParameter: '',
  fallbackParameter: '',
  transform: 'none',
  ending: '',
  otherwise: 'login',
  acceptsEditable: '',
  acceptsPasswordless: '',
  rememberUsers: 'warn',
  relaunch: 'offer',
  mark: '',
  confirmPassword: '',
};

/** What the form shows of a protector. */
export function valuesOf(protector: KnownProtector, mark: string, timeZone: string): ProtectorValues {
  const { useIdentity, validFrom, validUntil } = protector;
  return {
    ...newValues,
    name: protector.name,
    key: protector.key,
    enabled: protector.enabled ? 'on' : '',
    validFrom: startOut(validFrom, timeZone) ?? '',
    validUntil: endOut(validUntil, timeZone) ?? '',
    nonceLifetime: String(protector.nonceLifetime),
    ...(useIdentity === false ? {} : identityValues(useIdentity)),
    // Somebody confirmed it when it was chosen, and is asked anew for another one only.
    acceptsEditable: useIdentity !== false && readsEditable(useIdentity) ? 'on' : '',
    rememberUsers: protector.rememberUsers,
    relaunch: protector.relaunch,
    mark,
  };
}

function readsEditable({ parameter, fallbackParameter }: UseIdentity): boolean {
  return [parameter, fallbackParameter].some((name) => name !== undefined && isEditableInLms(name));
}

function identityValues(use: UseIdentity): Partial<ProtectorValues> {
  const isKnown = usernameParameters.some((one) => one === use.parameter);
  return {
    useIdentity: 'yes',
    parameter: isKnown ? use.parameter : ownName,
    otherParameter: isKnown ? '' : use.parameter,
    fallbackParameter: use.fallbackParameter ?? '',
    transform: use.transform.kind,
    ending: use.transform.kind === 'strip' ? use.transform.ending : '',
    otherwise: use.otherwise,
  };
}

/** What was typed. A word that is none of a list's counts as the safest of them. */
export function draftFrom(values: ProtectorValues): ProtectorDraft {
  return {
    name: values.name,
    key: values.key,
    enabled: values.enabled === 'on',
    validFrom: values.validFrom.trim(),
    validUntil: values.validUntil.trim(),
    nonceLifetime: /^\s*\d{1,6}\s*$/.test(values.nonceLifetime) ? Number(values.nonceLifetime) : Number.NaN,
    useIdentity: values.useIdentity === 'yes' ? identityFrom(values) : false,
    rememberUsers: checkFrom(values.rememberUsers),
    relaunch: relaunchModes.find((mode) => mode === values.relaunch) ?? 'require',
    acceptsEditable: values.acceptsEditable === 'on',
  };
}

/** A strength that is none of the three is read as the strictest. */
export function checkFrom(word: string): 'off' | 'warn' | 'enforce' {
  return word === 'off' || word === 'warn' ? word : 'enforce';
}

function identityFrom(values: ProtectorValues): UseIdentity {
  const parameter = (values.parameter === ownName ? values.otherParameter : values.parameter).trim();
  const fallback = values.fallbackParameter.trim();
  const ending = values.ending.trim();
  return {
    parameter,
    ...(fallback === '' ? {} : { fallbackParameter: fallback }),
    transform:
      values.transform === 'strip'
        ? { kind: 'strip', ending }
        : { kind: values.transform === 'lower' ? 'lower' : 'none' },
    otherwise: values.otherwise === 'login' ? 'login' : 'stop',
  };
}

/** Browsers show a day in a field for days; a moment that a file gave stays the text that it is. */
export function typeOfDate(value: string): 'date' | 'text' {
  return value === '' || isDay(value) ? 'date' : 'text';
}
