/** Remembers the last so many texts, to count each once. Bounded, in memory. */
export class SeenOnce {
  readonly #most: number;
  readonly #seen = new Set<string>();

  constructor(most: number) {
    this.#most = most;
  }

  has(text: string): boolean {
    return this.#seen.has(text);
  }

  /** Whether the text is new; from now on it is not. */
  add(text: string): boolean {
    const isNew = !this.#seen.delete(text);
    this.#seen.add(text);
    if (this.#seen.size > this.#most) {
      for (const oldest of this.#seen) {
        this.#seen.delete(oldest);
        break;
      }
    }
    return isNew;
  }
}
