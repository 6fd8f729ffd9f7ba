import type { UseIdentity } from '../../model/protector.ts';
import { Secret } from '../../model/secret.ts';
import { originOf } from './addresses.ts';
import type { FilePath } from './faults.ts';
import type { ProtectorPlan } from './plan.ts';
import { type PlannedTime, readTime } from './plannedTime.ts';
import type { FileProtector } from './schema.ts';

export function planProtector(protector: FileProtector, path: FilePath): ProtectorPlan {
  return {
    path,
    name: protector.name.normalize('NFC'),
    number: protector.number,
    key: protector.key,
    secret: protector.secret === undefined ? undefined : new Secret(protector.secret),
    nonceLifetime: protector.nonceLifetime,
    enabled: protector.enabled,
    validFrom: planTime(protector.validFrom),
    validUntil: planTime(protector.validUntil),
    useIdentity: planIdentity(protector.useIdentity),
    origins: protector.origins?.map((origin) => originOf(origin) ?? origin),
    originCheck: protector.originCheck,
    rememberUsers: protector.rememberUsers,
    relaunch: protector.relaunch,
  };
}

export function planTime(text: string | undefined): PlannedTime | undefined {
  return text === undefined ? undefined : readTime(text);
}

function planIdentity(use: FileProtector['useIdentity']): UseIdentity | false | undefined {
  if (use === undefined || use === false) return use;
  const { parameter, fallbackParameter, transform = 'none', otherwise = 'login' } = use;
  return {
    parameter,
    ...(fallbackParameter === undefined ? {} : { fallbackParameter }),
    transform:
      typeof transform === 'string' ? { kind: transform } : { kind: 'strip', ending: transform.strip },
    otherwise,
  };
}
