import type { Secret } from '../model/secret.ts';
import { type Caller, HashingGate } from './hashingGate.ts';
import { argon2id, type Hasher, hashOfNobody, isAcceptablePasswordHash } from './passwordHash.ts';

export { TooBusy } from './hashingGate.ts';
export { isAcceptablePasswordHash, needsRehash } from './passwordHash.ts';

/** Longer than any password that can be set here; also bounds the work for a hostile form. */
const mostBytes = 4096;

/** `clock` in milliseconds; `cores` as the machine has them. */
export interface PasswordsOptions {
  readonly cores: number;
  readonly clock: () => number;
  readonly hasher?: Hasher;
}

/** Hashes and verifies passwords, never more at once than the machine bears. Every method may throw TooBusy (R29). */
export class Passwords {
  readonly gate: HashingGate;
  readonly #hasher: Hasher;
  readonly #nobody = hashOfNobody();

  constructor({ cores, clock, hasher = argon2id }: PasswordsOptions) {
    this.gate = new HashingGate(cores, clock);
    this.#hasher = hasher;
  }

  /**
   * An argon2id PHC string. The password is brought to NFC first (NIST SP 800-63B), never cut.
   * @throws TooBusy; RangeError for more than 4,096 bytes, which passwordRules.ts refuses long before.
   */
  async hashPassword(password: Secret, caller: Caller = 'usual'): Promise<string> {
    const bytes = bytesOf(password);
    if (bytes === undefined) throw new RangeError('the password is too long');
    return await this.gate.run(caller, () => this.#hasher.hash(bytes));
  }

  /**
   * Whether the password fits. A stored text that is no acceptable hash fits nothing, and takes as long to say so.
   * @throws TooBusy
   */
  async verifyPassword(stored: string, password: Secret, caller: Caller = 'usual'): Promise<boolean> {
    const bytes = bytesOf(password);
    if (bytes === undefined || !isAcceptablePasswordHash(stored))
      return await this.verifyNobody(password, caller);
    return await this.gate.run(caller, () => this.#hasher.verify(stored, bytes));
  }

  /**
   * The same work for somebody who does not exist or has no password, so that the answer takes as long (R29).
   * @throws TooBusy
   */
  async verifyNobody(password: Secret, caller: Caller = 'usual'): Promise<false> {
    const bytes = bytesOf(password) ?? Buffer.alloc(0);
    await this.gate.run(caller, () => this.#hasher.verify(this.#nobody, bytes));
    return false;
  }
}

function bytesOf(password: Secret): Buffer | undefined {
  const bytes = Buffer.from(password.reveal().normalize('NFC'), 'utf8');
  return bytes.length > mostBytes ? undefined : bytes;
}
