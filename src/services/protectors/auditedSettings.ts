import type { ProtectorSettings } from '../../storage/protectorStore.ts';

/** A protector's settings as the audit trail and the marks of forms know them: flat, in one order, without a secret. */
export function auditedSettings(settings: ProtectorSettings) {
  const use = settings.useIdentity;
  return {
    name: settings.name,
    key: settings.key,
    enabled: settings.enabled,
    validFrom: momentOf(settings.validFrom),
    validUntil: momentOf(settings.validUntil),
    nonceLifetime: settings.nonceLifetime,
    useIdentity: use !== false,
    parameter: use === false ? null : use.parameter,
    fallbackParameter: use === false ? null : (use.fallbackParameter ?? null),
    transform:
      use === false ? null : use.transform.kind === 'strip' ? use.transform.ending : use.transform.kind,
    otherwise: use === false ? null : use.otherwise,
    rememberUsers: settings.rememberUsers,
    relaunch: settings.relaunch,
  };
}

function momentOf(second: number | null): string | null {
  return second === null ? null : new Date(second * 1000).toISOString();
}

type Audited = ReturnType<typeof auditedSettings>;

/** Only what differs, before and after. */
export function differencesOf(
  before: Audited,
  after: Audited,
): { readonly before: Partial<Audited>; readonly after: Partial<Audited> } {
  const names = (Object.keys(after) as (keyof Audited)[]).filter((name) => before[name] !== after[name]);
  const only = (from: Audited) => Object.fromEntries(names.map((name) => [name, from[name]]));
  return { before: only(before), after: only(after) };
}

/** Whether two settings read the person from a launch in the same way. */
export function sameIdentity(one: Audited, other: Audited): boolean {
  return differencesOf(one, other).after.useIdentity === undefined && rule(one) === rule(other);
}

function rule({ parameter, fallbackParameter, transform }: Audited): string {
  return JSON.stringify([parameter, fallbackParameter, transform]);
}
