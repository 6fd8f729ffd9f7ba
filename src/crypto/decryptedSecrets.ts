import type { Secret } from '../model/secret.ts';
import type { DataKey } from './dataKey.ts';
import { CannotOpen, keyIdOf, open, type Place } from './envelope.ts';

/**
 * Secrets that were decrypted already, by ciphertext and place. A ciphertext never changes its meaning, so nothing
 * here needs invalidating; the oldest unused ones go when there are too many (architecture.md, The hot path).
 */
export class DecryptedSecrets {
  readonly #atMost: number;
  readonly #kept = new Map<string, Secret>();

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
    const name = JSON.stringify([envelope, place.table, place.column, place.owner, place.number]);
    const kept = this.#kept.get(name);
    const secret = kept ?? open(envelope, domainKeys, place);
    if (kept !== undefined && !domainKeys.some((key) => key.id === keyIdOf(envelope))) {
      throw new CannotOpen('unknown-key');
    }
    this.#remember(name, secret);
    return secret;
  }

  #remember(name: string, secret: Secret): void {
    this.#kept.delete(name);
    this.#kept.set(name, secret);
    if (this.#kept.size <= this.#atMost) return;
    for (const oldest of this.#kept.keys()) {
      this.#kept.delete(oldest);
      return;
    }
  }
}
