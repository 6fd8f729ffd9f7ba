/** Forms with more names are not remembered. */
const mostNames = 128;
/** Characters of all names of a form. */
const mostLength = 4_096;
/** So many kinds of forms are. */
const mostKept = 64;

/**
 * What was made of the names of a form, for the next form that has as many names of the same length in all: an LMS sends
 * the same ones each time. Forms can be alike in that and yet have other names, so whoever finds something looks whether
 * it fits.
 */
export class ByNames<What> {
  readonly #kept = new Map<number, What>();

  /** @param length of all names together */
  find(names: number, length: number): What | undefined {
    return this.#kept.get(length * mostNames + names);
  }

  /** @param make for a form that is remembered at all: there are large ones */
  keep(names: number, length: number, make: () => What): void {
    if (names >= mostNames || length > mostLength) return;
    if (this.#kept.size >= mostKept) this.#kept.clear();
    this.#kept.set(length * mostNames + names, make());
  }
}

/**
 * The text in memory of its own: one that was cut out of a long one keeps all of that from being forgotten. Equal texts
 * become one and the same, as names of properties are: they are compared without being read.
 */
export function ownText(text: string): string {
  const [own = ''] = Object.keys({ [Buffer.from(text, 'utf8').toString('utf8')]: true });
  return own;
}
