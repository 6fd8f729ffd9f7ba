import { ByNames, ownText } from '../../model/byNames.ts';
import type { Pair } from '../../model/pairs.ts';
import type { Parameter } from '../verifier.ts';

/** In place of a number: the name stands in the body more than once, or in the query too. */
const repeated = -1;

interface Layout {
  /** Of each name in the body which pair it is, in the order in which they were sent first. */
  readonly places: ReadonlyMap<string, number>;
  /** No name stands in the body twice, and nothing in the query. Most forms are like that. */
  readonly isPlain: boolean;
}

/** The body's pairs by name. Made once for each form: the claim and the message are read by it. */
export class Fields {
  readonly pairs: readonly Pair[];
  readonly #layout: Layout;

  constructor(pairs: readonly Pair[]) {
    this.pairs = pairs;
    this.#layout = layoutOf(pairs);
  }

  /** No name stands in the body twice, and nothing in the query. */
  get isPlain(): boolean {
    return this.#layout.isPlain;
  }

  /** Each once, in the order in which they were sent first. */
  get names(): readonly string[] {
    return [...this.#layout.places.keys()];
  }

  has(name: string): boolean {
    return this.#layout.places.has(name);
  }

  /** Undefined also where the name is repeated. */
  value(name: string): string | undefined {
    const place = this.#layout.places.get(name);
    return place === undefined || place === repeated ? undefined : this.pairs[place]?.value;
  }

  /** A name of the body that the query holds too is repeated, a name that only the query holds is absent. */
  parameter(name: string): Parameter {
    const place = this.#layout.places.get(name);
    if (place === undefined) return { kind: 'absent' };
    const value = this.value(name);
    return value === undefined ? { kind: 'repeated' } : { kind: 'value', value };
  }
}

/** Of plain forms, by the names in their order. */
const known = new ByNames<Layout>();

function layoutOf(pairs: readonly Pair[]): Layout {
  let length = 0;
  for (const { name } of pairs) length += name.length;
  const before = known.find(pairs.length, length);
  if (before !== undefined && isOf(before, pairs)) return before;
  const layout = newLayout(pairs);
  if (layout.isPlain) known.keep(pairs.length, length, () => lasting(layout));
  return layout;
}

function lasting({ places, isPlain }: Layout): Layout {
  return { places: new Map([...places].map(([name, place]) => [ownText(name), place])), isPlain };
}

/** Every name in its own place, and as many as there are places. */
function isOf({ places }: Layout, pairs: readonly Pair[]): boolean {
  if (places.size !== pairs.length) return false;
  let n = 0;
  for (const name of places.keys()) {
    const pair = pairs[n++];
    if (pair?.name !== name || pair.from !== 'body') return false;
  }
  return true;
}

function newLayout(pairs: readonly Pair[]): Layout {
  const places = new Map<string, number>();
  pairs.forEach(({ name, from }, place) => {
    if (from === 'body') places.set(name, places.has(name) ? repeated : place);
  });
  const isPlain = places.size === pairs.length;
  // Nobody can say which one was meant.
  for (const { name, from } of pairs) if (from === 'query' && places.has(name)) places.set(name, repeated);
  return { places, isPlain };
}
