import type { Secret } from '../model/secret.ts';
import type { DataKey } from './dataKey.ts';
import { CannotOpen, keyIdOf, open, type Place } from './envelope.ts';

interface Kept {
  readonly place: Place;
  readonly keyId: string | undefined;
  readonly secret: Secret;
}

/**
 * Secrets that were decrypted already, by ciphertext and place. A ciphertext never changes its meaning, so nothing
 * here needs invalidating; the oldest unused ones go when there are too many (architecture.md, The hot path).
 */
export class DecryptedSecrets {
  readonly #atMost: number;
  readonly #kept = new Map<string, Kept>();

  constructor(atMost = 5000) {
    this.#atMost = atMost;
  }

  get size(): number {
    return this.#kept.size;
  }

  /**
   * As `open` in envelope.ts, quicker the second time. Failures are not remembered.
   * @throws CannotOpen as `open` does, also for a kept secret whose key is not among `domainKeys`.
   */
  openSecret(envelope: string, place: Place, domainKeys: readonly DataKey[]): Secret {
    const kept = this.#kept.get(envelope);
    if (kept === undefined || !isSamePlace(kept.place, place)) {
      const secret = open(envelope, domainKeys, place);
      this.#remember(envelope, { place: { ...place }, keyId: keyIdOf(envelope), secret });
      return secret;
    }
    if (!domainKeys.some((key) => key.id === kept.keyId)) throw new CannotOpen('unknown-key');
    this.#remember(envelope, kept);
    return kept.secret;
  }

  #remember(envelope: string, kept: Kept): void {
    this.#kept.delete(envelope);
    this.#kept.set(envelope, kept);
    if (this.#kept.size <= this.#atMost) return;
    for (const oldest of this.#kept.keys()) {
      this.#kept.delete(oldest);
      return;
    }
  }
}

function isSamePlace(one: Place, other: Place): boolean {
  if (one.table !== other.table || one.column !== other.column) return false;
  return one.owner === other.owner && one.number === other.number;
}
