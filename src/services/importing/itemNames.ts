import { idFromTitle } from '../contents/checkItem.ts';

/** Gives new items ids that no other item of the course has or had. */
export class ItemNames {
  readonly #taken: Set<string>;
  readonly #next = new Map<string, number>();

  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken);
  }

  /** From a name; with a number at its end where it is taken. */
  next(name: string): string {
    const start = idFromTitle(name);
    let number = this.#next.get(start) ?? (start === 'item' ? 1 : 0);
    for (; ; number += 1) {
      const id = number === 0 ? start : `${start}-${start === 'item' ? number : number + 1}`;
      if (this.#taken.has(id)) continue;
      this.#taken.add(id);
      this.#next.set(start, number + 1);
      return id;
    }
  }
}
