import { nonceLifetimeLimits } from '../../model/protector.ts';
import type { SecretRules } from '../../model/secretRules.ts';
import type { ProtectorFault } from '../../services/protectors/protectorFaults.ts';
import type { Texts } from '../../web/texts.ts';
import type { FieldFault } from '../formFields.ts';
import { ownName, type ProtectorValues } from './form.ts';

type Beside = (fault: ProtectorFault, values: ProtectorValues) => string;

const byBeginning: Readonly<Record<string, string>> = {
  name: 'name',
  key: 'key',
  lifetime: 'nonceLifetime',
  from: 'validFrom',
  until: 'validUntil',
  parameter: 'parameter',
  fallback: 'fallbackParameter',
  ending: 'ending',
  editable: 'acceptsEditable',
  passwordless: 'acceptsPasswordless',
  secret: 'secret',
};

/** The field that a fault belongs to. */
const beside: Beside = (fault, { parameter }) => {
  const [beginning = ''] = fault.split('-');
  const field = byBeginning[beginning] ?? '';
  return field === 'parameter' && parameter === ownName ? 'otherParameter' : field;
};

export interface FaultFacts {
  readonly values: ProtectorValues;
  readonly rules?: SecretRules | undefined;
  readonly passwordless?: number | undefined;
}

/** The faults of a form in words, each beside its field. */
export function wordsOf(
  faults: readonly ProtectorFault[],
  { values, rules, passwordless = 0 }: FaultFacts,
  { t }: Texts,
): readonly FieldFault[] {
  const numbers = {
    ...nonceLifetimeLimits,
    minLength: rules?.minLength ?? 1,
    maxLength: rules?.maxLength ?? 255,
  };
  return faults.map((fault) => ({
    field: beside(fault, values),
    text: t(`protectorFault.${fault}`, { ...numbers, count: passwordless }),
  }));
}
