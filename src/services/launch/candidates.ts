import { CannotOpen } from '../../crypto/envelope.ts';
import type { Candidate, CandidateSecret, SignedLaunch } from '../../lti/verifier.ts';
import { isOpen } from '../../model/period.ts';
import type { Secret } from '../../model/secret.ts';
import type { CandidateProtector } from '../../storage/launchTargetStore.ts';
import { protectorPlace } from '../keys/keyRing.ts';
import type { LaunchParts } from './launchParts.ts';
import type { Asking, LaunchRequest } from './openLaunch.ts';
import type { Story } from './story.ts';

export interface Sender {
  /** By whichever protector with that key, open or closed. */
  readonly verified: readonly SignedLaunch[];
  /** By those that may vouch for it. */
  readonly signed: readonly SignedLaunch[];
  readonly open: readonly CandidateProtector[];
}

/** Who has signed the launch: at most one protector, but for twins. */
export async function authenticate(
  parts: LaunchParts,
  { host, path, pause }: LaunchRequest,
  { opening, story }: Asking,
): Promise<Sender> {
  const { verifier, claimed } = opening;
  const origin = signedOrigin(story, host, parts);
  if (origin === undefined && story.target) story.notes.push('unknown-host');
  story.link = origin === undefined ? undefined : story.target?.link;
  const { open, candidates } = knownCandidates(story) ?? (await candidatesOf(parts, story));
  // Also with nobody to compare with: an unknown link or key takes as long as a wrong signature.
  const url = { origin: origin ?? parts.publicUrl, path };
  const verified = await verifier.authenticate(claimed, { url, candidates, now: story.at, pause });
  const mayVouch = ({ candidateId }: SignedLaunch) => open.some(({ id }) => id === candidateId);
  return { verified, signed: verified.every(mayVouch) ? verified : verified.filter(mayVouch), open };
}

/**
 * The configured address whose host the launch arrived on (R11): one of the domain's own, current or former, or the
 * server's; undefined for any other host. Request headers choose among what is configured, they are never used.
 */
function signedOrigin(
  story: Story,
  host: string,
  { publicUrl, publicHost }: Pick<LaunchParts, 'publicUrl' | 'publicHost'>,
): string | undefined {
  const { target } = story;
  if (!target) return undefined;
  if (target.address) {
    if (!target.address.current) noteFormer(story);
    return target.address.origin;
  }
  if (!target.domain.serverAddress || host.toLowerCase() !== publicHost) return undefined;
  if (target.domain.hasOwnAddress) noteFormer(story);
  return publicUrl;
}

function noteFormer({ notes }: Story): void {
  if (!notes.includes('former-address')) notes.push('former-address');
}

/** The protectors with a secret that opens. */
interface Candidates {
  /** Those that may vouch for this launch, enabled and in date. */
  readonly open: readonly CandidateProtector[];
  /** All: a launch that one of the others would verify is spent for it as well, should it be opened again. */
  readonly candidates: readonly Candidate[];
}

/** At once, for most launches: their link has one protector, whose secret was opened before. */
function knownCandidates({ link, at }: Story): Candidates | undefined {
  const protector = link?.candidates.length === 1 ? link.candidates[0] : undefined;
  if (protector === undefined) return undefined;
  const secrets = openedBefore(protector, at);
  if (secrets === undefined) return undefined;
  return { open: isOpen(protector, at) ? [protector] : [], candidates: [{ id: protector.id, secrets }] };
}

/** Opens what was not opened before, and raises the alarm where it cannot be. */
export async function candidatesOf(parts: LaunchParts, story: Story): Promise<Candidates> {
  const { link, target } = story;
  if (!link || !target) return { open: [], candidates: [] };
  // Said when it was read, and again whenever a launch fails by it and it is read anew.
  const alarm = target.remembered ? () => undefined : parts.alarm;
  const open: CandidateProtector[] = [];
  const candidates: Candidate[] = [];
  for (const protector of link.candidates) {
    const question = { domainId: target.domain.id, courseId: link.course.id, at: story.at };
    const secrets =
      openedBefore(protector, story.at) ??
      (await secretsOf({ keys: parts.keys, alarm }, protector, question));
    if (secrets.length === 0) continue;
    candidates.push({ id: protector.id, secrets });
    if (isOpen(protector, story.at)) open.push(protector);
  }
  return { open, candidates };
}

type SecretParts = Pick<LaunchParts, 'keys' | 'alarm'>;

interface SecretQuestion {
  readonly domainId: number;
  readonly courseId: number;
  readonly at: number;
}

/**
 * Secrets of protectors that are remembered, once they were opened: whatever changes a protector changes the version,
 * and with it the object. One that did not open is tried again.
 */
const openedOnce = new WeakMap<CandidateProtector, readonly CandidateSecret[]>();

function openedBefore(protector: CandidateProtector, at: number): readonly CandidateSecret[] | undefined {
  const secrets = openedOnce.get(protector);
  const { previousUntil } = protector;
  const isPreviousOver = previousUntil === null || at >= previousUntil;
  if (secrets === undefined || secrets.length < 2 || !isPreviousOver) return secrets;
  return secrets.slice(0, 1);
}

async function secretsOf(
  parts: SecretParts,
  protector: CandidateProtector,
  question: SecretQuestion,
): Promise<readonly CandidateSecret[]> {
  const { secret, previousSecret, previousUntil } = protector;
  if (secret === null) return [];
  const current = await openOne(parts, protector, { column: 'secret', envelope: secret, ...question });
  // A protector without a secret verifies nothing, not by an older one either.
  if (!current) return [];
  const found: CandidateSecret[] = [{ secret: current, which: 'current' }];
  if (previousSecret === null || previousUntil === null || question.at >= previousUntil)
    return kept(protector, found);
  const column = 'previous_secret' as const;
  const previous = await openOne(parts, protector, { column, envelope: previousSecret, ...question });
  if (!previous) return found;
  return kept(protector, [...found, { secret: previous, which: 'previous' }]);
}

function kept(
  protector: CandidateProtector,
  secrets: readonly CandidateSecret[],
): readonly CandidateSecret[] {
  openedOnce.set(protector, secrets);
  return secrets;
}

/** A ciphertext that was moved or altered fails closed, as if there were no secret, and somebody must hear of it. */
async function openOne(
  parts: SecretParts,
  protector: CandidateProtector,
  what: SecretQuestion & { column: 'secret' | 'previous_secret'; envelope: string },
): Promise<Secret | undefined> {
  const { domainId, courseId, column, envelope } = what;
  try {
    return await parts.keys.open(
      envelope,
      protectorPlace(column, { domainId, courseId, ref: protector.ref }),
      domainId,
    );
  } catch (error) {
    if (!(error instanceof CannotOpen)) throw error;
    parts.alarm('A secret of a link protector does not open. Run: scripts/tinygate secrets check', {
      domainId,
      protectorId: protector.id,
      column,
      reason: error.reason,
    });
    return undefined;
  }
}
