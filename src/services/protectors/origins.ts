import type { AuditDeed } from '../../model/auditDeeds.ts';
import type { CheckMode } from '../../model/protector.ts';
import { addAudit } from '../../storage/auditStore.ts';
import { lockDomain } from '../../storage/domainStore.ts';
import type { Sql } from '../../storage/door.ts';
import { proposedOrigins } from '../../storage/originProposalStore.ts';
import { changeOriginSettings, protectorNumbered } from '../../storage/protectorStore.ts';
import { lately, type OriginState, stateOf } from '../origins/originState.ts';
import { originOf } from '../provision/addresses.ts';
import { auditOf, type Coordinator, ownerOf, type ProtectorParts } from './owner.ts';

/** More would not fit into the header that says who may show a page in a frame. */
const mostOrigins = 20;

/** So many of the newest launches of the last days are looked at: a busy protector has millions. */
export const originLaunchesLooked = 10_000;

export type OriginDeed =
  | { readonly kind: 'approve'; readonly origin: string }
  | { readonly kind: 'remove'; readonly origin: string }
  /** `confirmed`: whoever chooses `enforce` has seen what it would have refused (R26). */
  | { readonly kind: 'check'; readonly mode: CheckMode; readonly confirmed: boolean };

export type OriginResult =
  | { readonly kind: 'changed'; readonly origin: string }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'gone' | 'no-origin' | 'too-many' | 'unconfirmed' };

/** What a protector knows of the origins of its LMS and what launches have shown; undefined where there is none. */
export function readOrigins(
  { door, now }: ProtectorParts,
  by: Coordinator,
  number: number,
): Promise<OriginState | undefined> {
  return door.read((sql) => stateIn(sql, { by, number, now: now() }));
}

async function stateIn(
  sql: Sql,
  { by, number, now }: { readonly by: Coordinator; readonly number: number; readonly now: number },
): Promise<OriginState | undefined> {
  const owner = ownerOf(by);
  const protector = await protectorNumbered(sql, owner, { number });
  if (!protector) return undefined;
  const which = { domainId: owner.domainId, protectorId: protector.id, most: originLaunchesLooked };
  const uses = await lately(sql, which, now);
  const proposals = await proposedOrigins(sql, protector.id);
  const course = 'course' in by ? by.course.course : null;
  return stateOf({ owner, domain: by.domain.name, course, protector }, { uses, proposals });
}

/** Approves an origin, proposed or typed, takes one away, or chooses what becomes of launches from others. */
export function changeProtectorOrigins(
  { door, now }: ProtectorParts,
  { by, number, deed }: { readonly by: Coordinator; readonly number: number; readonly deed: OriginDeed },
): Promise<OriginResult> {
  const owner = ownerOf(by);
  return door.write(async (sql): Promise<OriginResult> => {
    await lockDomain(sql, by.domain.name);
    const known = await protectorNumbered(sql, owner, { number, lock: true });
    if (!known) return { kind: 'gone' };
    const before = { origins: known.origins, originCheck: known.originCheck };
    const after = afterDeed(before, deed);
    if (typeof after === 'string') return { kind: after };
    const origin = deed.kind === 'check' ? '' : (originOf(deed.origin) ?? deed.origin);
    if (JSON.stringify(after) === JSON.stringify(before)) return { kind: 'unchanged' };
    await changeOriginSettings(sql, owner, { number, ...after });
    const entry = auditOf(by, auditDeeds[deed.kind], { object: known.name, before, after });
    await addAudit(sql, [entry], now());
    return { kind: 'changed', origin };
  });
}

const auditDeeds: Readonly<Record<OriginDeed['kind'], AuditDeed>> = {
  approve: 'origin-approved',
  remove: 'origin-removed',
  check: 'origin-check-chosen',
};

interface Origins {
  readonly origins: readonly string[];
  readonly originCheck: CheckMode;
}

function afterDeed(before: Origins, deed: OriginDeed): Origins | 'no-origin' | 'too-many' | 'unconfirmed' {
  if (deed.kind === 'check') {
    const isNews = deed.mode === 'enforce' && before.originCheck !== 'enforce';
    return isNews && !deed.confirmed ? 'unconfirmed' : { ...before, originCheck: deed.mode };
  }
  if (deed.kind === 'remove') {
    return { ...before, origins: before.origins.filter((origin) => origin !== deed.origin) };
  }
  const origin = originOf(deed.origin.trim());
  if (origin === undefined) return 'no-origin';
  if (before.origins.includes(origin)) return before;
  if (before.origins.length >= mostOrigins) return 'too-many';
  return { ...before, origins: [...before.origins, origin] };
}
