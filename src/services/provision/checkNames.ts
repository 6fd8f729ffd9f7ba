import type { Report } from './faults.ts';

/** Names that may stand only once among their like. */
export class OnceOnly {
  readonly #sentence: string;
  readonly #seen = new Set<string>();

  /** @param sentence as in "a second person of this name" */
  constructor(sentence: string) {
    this.#sentence = sentence;
  }

  /** What is missing or no text has been told of by others. */
  add(name: string | number | undefined, report: Report): void {
    if (name === undefined) return;
    const key = String(name).normalize('NFC');
    if (this.#seen.has(key)) report([], this.#sentence);
    this.#seen.add(key);
  }
}
