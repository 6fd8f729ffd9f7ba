import type { Pair } from '../../model/pairs.ts';
import type { Parameter } from '../verifier.ts';

const repeated = 'repeated';

/** The body's pairs by name. Made once for each form: the claim and the message are read by it. */
export class Fields {
  readonly pairs: readonly Pair[];
  /** No name stands in the body twice, and nothing in the query. Most forms are like that. */
  readonly isPlain: boolean;
  readonly #byName = new Map<string, Pair | typeof repeated>();

  constructor(pairs: readonly Pair[]) {
    this.pairs = pairs;
    const byName = this.#byName;
    for (const pair of pairs) {
      if (pair.from !== 'body') continue;
      const { size } = byName;
      byName.set(pair.name, pair);
      if (byName.size === size) byName.set(pair.name, repeated);
    }
    this.isPlain = byName.size === pairs.length;
    if (this.isPlain) return;
    // Nobody can say which one was meant.
    for (const { name, from } of pairs) if (from === 'query' && byName.has(name)) byName.set(name, repeated);
  }

  /** Each once, in the order in which they were sent first. */
  get names(): readonly string[] {
    return [...this.#byName.keys()];
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** Undefined also where the name is repeated. */
  value(name: string): string | undefined {
    const found = this.#byName.get(name);
    return found === repeated ? undefined : found?.value;
  }

  /** A name of the body that the query holds too is repeated, a name that only the query holds is absent. */
  parameter(name: string): Parameter {
    const found = this.#byName.get(name);
    if (found === undefined) return { kind: 'absent' };
    return found === repeated ? { kind: 'repeated' } : { kind: 'value', value: found.value };
  }
}
