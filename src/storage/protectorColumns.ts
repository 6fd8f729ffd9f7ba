import { z } from 'zod';
import type { UseIdentity } from '../model/protector.ts';

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
