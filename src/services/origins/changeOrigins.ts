import type { AuditDeed } from '../../model/auditDeeds.ts';
import type { CheckMode } from '../../model/protector.ts';
import { addAudit } from '../../storage/auditStore.ts';
import { lockDomain } from '../../storage/domainStore.ts';
import type { Door } from '../../storage/door.ts';
import { proposedOrigins } from '../../storage/originProposalStore.ts';
import { changeOriginSettings, type OriginSettings } from '../../storage/protectorStore.ts';
import { OperatorRefusal } from '../operatorRefusal.ts';
import { originOf } from '../provision/addresses.ts';
import {
  enforceSentence,
  findProtector,
  lately,
  launchesBy,
  type OriginState,
  type OwnerName,
  stateOf,
} from './originState.ts';

export type OriginChange =
  | { readonly kind: 'approve'; readonly origin: string }
  /** `confirmed`: whoever asks has seen what `enforce` would have refused (R26). */
  | { readonly kind: 'check'; readonly mode: CheckMode; readonly confirmed: boolean };

export interface ChangedOrigins {
  /** False: it was so already. */
  readonly changed: boolean;
  /** As it is from now on. */
  readonly state: OriginState;
}

interface By {
  /** For the audit trail. */
  readonly actor: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Approves an origin that launches have proposed (R25), or chooses what becomes of launches from others (R26).
 * @throws OperatorRefusal for a protector that is not there, an origin that is not proposed, or an unconfirmed `enforce`
 */
export async function changeOrigins(
  door: Door,
  { change, ...which }: OwnerName & { readonly number: number; readonly change: OriginChange },
  { actor, now }: By,
): Promise<ChangedOrigins> {
  // Counting takes a while, for which launches must not wait.
  const uses = await door.read(async (sql) => {
    const { owner, protector } = await findProtector(sql, which);
    return lately(sql, { domainId: owner.domainId, protectorId: protector.id }, now);
  });
  return door.write(async (sql) => {
    await lockDomain(sql, which.domain);
    const found = await findProtector(sql, which);
    const { owner, protector } = found;
    const { name, number } = protector;
    const proposals = await proposedOrigins(sql, protector.id);
    const before: OriginSettings = { origins: protector.origins, originCheck: protector.originCheck };
    const after = change.kind === 'approve' ? approved(change.origin) : checked(change);
    const state = stateOf({ ...found, protector: { ...protector, ...after } }, { uses, proposals });
    if (after === before) return { changed: false, state };
    await changeOriginSettings(sql, owner, { number, ...after });
    const { domainId, courseId } = owner;
    const deed: AuditDeed = change.kind === 'approve' ? 'origin-approved' : 'origin-check-chosen';
    const entry = { domainId, courseId: courseId === 0 ? null : courseId, actor, deed, object: name };
    await addAudit(sql, [{ ...entry, before: { ...before }, after: { ...after } }], now);
    return { changed: true, state };

    function approved(text: string): OriginSettings {
      const origin = originOf(text) ?? text;
      if (before.origins.includes(origin)) return before;
      if (proposals.some((one) => one.origin === origin)) {
        return { ...before, origins: [...before.origins, origin] };
      }
      throw new OperatorRefusal(
        `${JSON.stringify(text)} is not proposed: launches of three different people must have come from there. ` +
          "If you know that it is your LMS's, add it to the protector's origins in a provision file.",
      );
    }

    function checked({ mode, confirmed }: Extract<OriginChange, { kind: 'check' }>): OriginSettings {
      if (mode === before.originCheck) return before;
      if (mode === 'enforce' && !confirmed) {
        throw new OperatorRefusal(
          `${enforceSentence(launchesBy(before.origins, uses))} Nothing was changed; to choose it all the same, confirm it (--yes).`,
        );
      }
      return { ...before, originCheck: mode };
    }
  });
}
