import type { FilePath, Report } from './faults.ts';

/** Names that may stand only once among their like, and where each stood first. */
export class OnceOnly {
  readonly #report: Report;
  readonly #what: string;
  readonly #seen = new Set<string>();

  /** @param what as in "a second person of this name" */
  constructor(what: string, report: Report) {
    this.#what = what;
    this.#report = report;
  }

  /** What is missing or no text has been told of by others. */
  add(name: string | number | undefined, path: FilePath): void {
    if (name === undefined) return;
    const key = String(name).normalize('NFC');
    if (this.#seen.has(key)) this.#report(path, this.#what);
    this.#seen.add(key);
  }
}
