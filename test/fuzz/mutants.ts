import type { Sent } from './bookOfLaunches.ts';
import { type Draft, honestDraft, sentFrom, sign, write } from './draft.ts';
import { forgedMutations } from './mutationsForged.ts';
import { wireMutations } from './mutationsOfWire.ts';
import { type Mutation, signedMutations } from './mutationsSigned.ts';
import { Random } from './random.ts';

export interface Mutant {
  readonly sent: Sent;
  /** What was done to an honest launch, in order. */
  readonly changes: readonly string[];
  readonly mayBeTurnedAway: boolean;
}

export interface Breed {
  readonly seed: number;
  readonly links: Draft['links'];
  readonly allSecrets: readonly string[];
  /** The clock under which this one is sent; epoch milliseconds. */
  readonly nowOf: (index: number) => number;
}

/** How far back a replayed launch lies at least; it was answered long ago. */
const replayedFrom = 200;

/** The same seed and index give the same request, whatever came before. */
export function mutant(breed: Breed, index: number): Mutant {
  const random = new Random(breed.seed, index);
  const isReplay = index > replayedFrom && random.oneIn(20);
  const original = index - replayedFrom - (isReplay ? random.below(Math.min(index - replayedFrom, 3000)) : 0);
  if (isReplay && random.oneIn(2)) {
    const { sent, changes, mayBeTurnedAway } = mutant(breed, original);
    return { sent, changes: [`a replay of ${original}`, ...changes], mayBeTurnedAway };
  }
  const of = isReplay ? original : index;
  const draft = draftOf(breed, { random: new Random(breed.seed ^ 0x5eed, of), index: of });
  const changes: string[] = isReplay ? [`made of ${original}`] : [];
  const change = (mutations: readonly Mutation[], times: number) => {
    for (; times > 0; times -= 1) {
      const { name, change: apply } = random.pick(mutations);
      apply(draft);
      changes.push(name);
    }
  };
  change(signedMutations, random.pick([0, 0, 1, 1, 1, 2]));
  sign(draft);
  change(forgedMutations, random.pick([0, 0, 0, 0, 1, 2]));
  write(draft);
  change(wireMutations, random.pick([0, 0, 0, 1, 1, 2]));
  const sent = sentFrom(draft);
  return { sent, changes, mayBeTurnedAway: draft.mayBeTurnedAway || headOf(sent) > longestHead };
}

function draftOf(
  { links, allSecrets, nowOf }: Breed,
  { random, index }: { random: Random; index: number },
): Draft {
  const draft = honestDraft(
    random,
    { links, allSecrets, now: Math.floor(nowOf(index) / 1000) },
    `nonce ${index}`,
  );
  return draft;
}

/** Less than the 16 KiB that Node.js reads, for what the wire adds to it. */
const longestHead = 15_000;

function headOf({ target, headers }: Sent): number {
  return headers.reduce((length, [name, value]) => length + name.length + value.length + 4, target.length);
}
