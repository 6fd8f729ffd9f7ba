import { z } from 'zod';
import { type CheckMode, type RelaunchMode, relaunchModes, type UseIdentity } from '../model/protector.ts';

const kept = z.strictObject({
  parameter: z.string().min(1),
  fallbackParameter: z.string().min(1).optional(),
  transform: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.literal('lower') }),
    z.strictObject({ kind: z.literal('strip'), ending: z.string().min(1) }),
  ]),
  otherwise: z.enum(['login', 'stop']),
});

/**
 * "Use identity?" as it stands in its column; NULL is no. A value that cannot be understood stops the launch.
 * @throws Error (a fault, not a refusal) for such a value
 */
export function readUseIdentity(column: string | null): UseIdentity | false {
  if (column === null) return false;
  const { fallbackParameter, ...rest } = kept.parse(JSON.parse(column));
  return fallbackParameter === undefined ? rest : { ...rest, fallbackParameter };
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
