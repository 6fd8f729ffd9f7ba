import {
  type CheckMode,
  type NameTransform,
  type RelaunchMode,
  relaunchModes,
  type UseIdentity,
} from '../model/protector.ts';
import { isFilledText, isOneOf, isRecord, type Judges } from '../model/record.ts';

const kept: Judges<UseIdentity> = {
  parameter: isFilledText,
  fallbackParameter: isFilledText,
  transform: (value): value is NameTransform =>
    isRecord(value, { kind: isOneOf(['none', 'lower']) }) ||
    isRecord(value, { kind: isOneOf(['strip']), ending: isFilledText }),
  otherwise: isOneOf(['login', 'stop']),
};

/**
 * "Use identity?" as it stands in its column; NULL is no. A value that cannot be understood stops the launch.
 * @throws Error (a fault, not a refusal) for such a value
 */
export function readUseIdentity(column: string | null): UseIdentity | false {
  if (column === null) return false;
  const value: unknown = JSON.parse(column);
  if (isRecord(value, kept, ['fallbackParameter'])) return value;
  throw new Error('How a link protector uses identity is not known.');
}

export function writeUseIdentity(use: UseIdentity | false): string | null {
  return use === false ? null : JSON.stringify(use);
}

const checkModes: readonly CheckMode[] = ['off', 'warn', 'enforce'];

/**
 * A check that is to be read as "off" when its word is damaged would be no check.
 * @throws Error (a fault, not a refusal) for a word that is not known
 */
export function readCheckMode(column: string): CheckMode {
  const mode = checkModes.find((one) => one === column);
  if (mode === undefined) throw new Error('A check has a strength that is not known.');
  return mode;
}

/**
 * NULL is `offer`.
 * @throws Error (a fault, not a refusal) for a word that is not known
 */
export function readRelaunchMode(column: string | null): RelaunchMode {
  const mode = relaunchModes.find((one) => one === (column ?? 'offer'));
  if (mode === undefined) throw new Error('A relaunch has a strength that is not known.');
  return mode;
}

/** @throws Error (a fault, not a refusal) for what is no list of texts: a single text would match its own parts */
export function readOrigins(column: string): readonly string[] {
  const origins: unknown = JSON.parse(column);
  if (!Array.isArray(origins) || !origins.every((one): one is string => typeof one === 'string')) {
    throw new Error('The origins of a link protector are no list.');
  }
  return origins;
}
