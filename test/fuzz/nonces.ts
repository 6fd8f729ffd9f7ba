/** What is known of the nonces of one slice: who used them, and where nobody can say who was first. */
export class Nonces {
  readonly #underWay = new Map<string, number>();
  readonly #used = new Set<string>();
  readonly #letIn = new Set<string>();
  readonly #contested = new Set<string>();

  /** @returns whether one of them was used before, by a launch that has been answered */
  begin(nonces: readonly string[]): boolean {
    for (const nonce of nonces) {
      const others = this.#underWay.get(nonce) ?? 0;
      if (others > 0) this.#contested.add(nonce);
      this.#underWay.set(nonce, others + 1);
    }
    return nonces.some((nonce) => this.#used.has(nonce));
  }

  end(
    nonces: readonly string[],
    { isIn, isSure }: { readonly isIn: boolean; readonly isSure: boolean },
  ): void {
    for (const nonce of nonces) {
      this.#underWay.set(nonce, (this.#underWay.get(nonce) ?? 1) - 1);
      this.#used.add(nonce);
      if (isIn) this.#letIn.add(nonce);
      if (!isSure) this.#contested.add(nonce);
    }
  }

  /** Launches that shared one were under way at the same time, or it is not known whether one was spent. */
  areContested(nonces: readonly string[]): boolean {
    return nonces.some((nonce) => this.#contested.has(nonce));
  }

  wasLetIn(nonces: readonly string[]): boolean {
    return nonces.some((nonce) => this.#letIn.has(nonce));
  }
}
