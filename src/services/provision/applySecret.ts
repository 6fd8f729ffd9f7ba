import { randomSecret } from '../../crypto/randomTokens.ts';
import type { Secret } from '../../model/secret.ts';
import { brokenSecretRules } from '../../model/secretRules.ts';
import type { KnownProtector, ProtectorOwner } from '../../storage/protectorStore.ts';
import { protectorPlace } from '../keys/keyRing.ts';
import type { OwnerParts } from './applyProtectors.ts';
import { secretRuleSentences } from './checkProtectors.ts';
import type { ProtectorPlan } from './plan.ts';

interface SecretPlace {
  readonly owner: ProtectorOwner;
  readonly number: number;
  /** The protector's key as it will be. */
  readonly key: string;
}

/** The secret of a new protector: the file's, else one of 32 random bytes, which the result shows once. */
export function newSecret(
  at: OwnerParts,
  plan: ProtectorPlan,
  place: SecretPlace,
): { readonly sealed: string; readonly generated: Secret | undefined } {
  if (plan.secret !== undefined && !isRight(at, plan, { secret: plan.secret, key: place.key })) {
    return { sealed: '', generated: undefined };
  }
  const generated = plan.secret === undefined ? randomSecret() : undefined;
  const secret = plan.secret ?? generated ?? randomSecret();
  return { sealed: at.seal.seal(secret, placeOf(place)), generated };
}

export interface SecretChange {
  /** The new secret, sealed; undefined where the stored one stays. */
  readonly sealed: string | undefined;
}

/** The secret of a known protector: the file's replaces another one; the same one, or none, leaves it alone. */
export function secretChange(
  at: OwnerParts,
  plan: ProtectorPlan,
  { known, ...place }: SecretPlace & { readonly known: KnownProtector },
): SecretChange {
  const stored = known.secret === null ? undefined : at.seal.open(known.secret, placeOf(place));
  if (plan.secret === undefined || stored?.reveal() === plan.secret.reveal()) {
    if (place.key !== known.key && stored?.reveal() === place.key) {
      at.ledger.fault([...plan.path, 'key'], 'is the same as the secret, and every launch shows the key');
    }
    return { sealed: undefined };
  }
  if (!isRight(at, plan, { secret: plan.secret, key: place.key })) return { sealed: undefined };
  return { sealed: at.seal.seal(plan.secret, placeOf(place)) };
}

function placeOf({ owner, number }: SecretPlace) {
  const { level, domainId, courseId } = owner;
  return protectorPlace('secret', { domainId, courseId, ref: { level, number } });
}

/** The reader knows only the file's own rules; these are the domain's, as they stand after this run. */
function isRight(
  at: OwnerParts,
  plan: ProtectorPlan,
  { secret, key }: { readonly secret: Secret; readonly key: string },
): boolean {
  const broken = brokenSecretRules(secret, at.domain.secretRules, key);
  if (broken.length === 0) return true;
  const sentence = broken.map((rule) => secretRuleSentences[rule]).join(', and ');
  at.ledger.fault([...plan.path, 'secret'], `the secret ${sentence} (rules of the domain)`);
  return false;
}
