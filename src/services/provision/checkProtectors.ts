import { Secret } from '../../model/secret.ts';
import {
  type BrokenSecretRule,
  brokenSecretRules,
  type CharacterKind,
  characterKinds,
  faultsOfRules,
  type SecretRules,
} from '../../model/secretRules.ts';
import { originOf } from './addresses.ts';
import { OnceOnly } from './checkNames.ts';
import { checkPeriod } from './checkPeriod.ts';
import { type Report, within } from './faults.ts';
import { fieldOf, isMap, listIn, numberIn, textIn } from './rawTree.ts';

/** What is wrong with a secret, to follow "the secret". */
export const secretRuleSentences: Readonly<Record<BrokenSecretRule, string>> = {
  'too-short': 'is too short',
  'too-long': 'is too long',
  'no-lower': 'lacks a lower-case letter',
  'no-upper': 'lacks an upper-case letter',
  'no-digit': 'lacks a digit',
  'no-special': 'lacks a special character',
  unprintable: 'holds a character that does not print',
  'outer-blank': 'begins or ends with a blank',
  'same-as-key': 'is the same as the key, which every launch shows',
};

/** The rules that the file itself gives; what it leaves open is judged when the file is applied. */
export function secretRulesIn(domain: unknown): SecretRules {
  const rules = fieldOf(domain, 'secretRules');
  return {
    minLength: numberIn(rules, 'minLength') ?? 1,
    maxLength: numberIn(rules, 'maxLength') ?? 255,
    require: listIn(rules, 'require').filter(isKind),
  };
}

export function checkSecretRules(domain: unknown, report: Report): void {
  const rules = fieldOf(domain, 'secretRules');
  if (!isMap(rules)) return;
  const faults = faultsOfRules(secretRulesIn(domain));
  const here = within(report, 'secretRules');
  if (faults.includes('min-over-max')) here([], 'minLength is more than maxLength');
  if (faults.includes('repeated-kind')) here(['require'], 'names a kind of character twice');
  else if (faults.includes('too-many-kinds'))
    here([], 'no secret of maxLength can hold all that is required');
}

/** Protectors of one owner: names, numbers and keys once each, secrets under the rules, dates in order. */
export function checkProtectors(owner: unknown, rules: SecretRules, report: Report): void {
  const names = new OnceOnly('a second link protector of this name');
  const numbers = new OnceOnly('a second link protector with this number');
  const keys = new OnceOnly('a second link protector with this key');
  for (const [position, protector] of listIn(owner, 'protectors').entries()) {
    const here = within(report, 'protectors', position);
    names.add(textIn(protector, 'name'), within(here, 'name'));
    numbers.add(numberIn(protector, 'number'), within(here, 'number'));
    keys.add(textIn(protector, 'key'), within(here, 'key'));
    checkSecret(protector, rules, here);
    checkPeriod(protector, here);
    checkIdentity(protector, here);
    const origins = new OnceOnly('this origin a second time');
    for (const [place, origin] of listIn(protector, 'origins').entries()) {
      if (typeof origin === 'string') origins.add(originOf(origin), within(here, 'origins', place));
    }
  }
}

function checkSecret(protector: unknown, rules: SecretRules, report: Report): void {
  const secret = textIn(protector, 'secret');
  if (secret === undefined) return;
  const broken = brokenSecretRules(new Secret(secret), rules, textIn(protector, 'key') ?? '');
  if (broken.length > 0) {
    report(['secret'], `the secret ${broken.map((rule) => secretRuleSentences[rule]).join(', and ')}`);
  }
}

function checkIdentity(protector: unknown, report: Report): void {
  const use = fieldOf(protector, 'useIdentity');
  const parameter = textIn(use, 'parameter');
  if (parameter !== undefined && parameter === textIn(use, 'fallbackParameter')) {
    report(['useIdentity', 'fallbackParameter'], 'is the same as the first parameter');
  }
}

function isKind(kind: unknown): kind is CharacterKind {
  return characterKinds.some((known) => known === kind);
}
