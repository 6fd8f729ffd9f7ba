import { type Coverage, Known } from './coverage.ts';
import { Random } from './random.ts';

/** Something that must hold for whatever bytes it is given. */
export interface Target {
  readonly name: string;
  /** Scripts whose blocks are worth reaching. */
  readonly files: RegExp;
  /** One character for each byte. */
  readonly seeds: readonly string[];
  /** Words that chance would take long to find. */
  readonly words: readonly string[];
  /** @throws whatever is wrong */
  readonly check: (input: string) => void | Promise<void>;
}

export interface Found {
  readonly executions: number;
  /** Inputs that reached what none before them had. */
  readonly corpus: readonly string[];
  /** Of our code, that ran. */
  readonly characters: number;
}

/** Measuring takes as long as dozens of inputs, so it is done for so many together. */
const batch = 40;
const longest = 8_192;

/** The same seed makes the same inputs. */
export interface Guidance {
  readonly coverage: Coverage;
  readonly seed: number;
  readonly executions: number;
}

/**
 * Lets inputs grow towards code that none has reached yet: what reaches something new becomes a parent of others.
 *
 * @throws Error with the input as JSON, where the check throws
 */
export async function guide(target: Target, { coverage, seed, executions }: Guidance): Promise<Found> {
  const random = new Random(seed, 0);
  const known = new Known();
  const corpus: string[] = [];

  /** Finds those that reach something new, half by half. */
  async function learn(inputs: readonly string[]): Promise<void> {
    for (const input of inputs) await check(target, input);
    const ran = coverage.take(target.files);
    const [input] = inputs;
    if (known.freshIn(ran) === 0 || input === undefined) return;
    if (inputs.length > 1) {
      const half = Math.ceil(inputs.length / 2);
      await learn(inputs.slice(0, half));
      await learn(inputs.slice(half));
      return;
    }
    known.add(ran);
    corpus.push(input);
  }

  coverage.take(target.files);
  for (const input of target.seeds) await learn([input]);
  for (let done = 0; done < executions; done += batch)
    await learn(Array.from({ length: batch }, () => child(target, corpus, random)));
  return { executions, corpus, characters: known.size };
}

async function check({ name, check: holds }: Target, input: string): Promise<void> {
  try {
    await holds(input);
  } catch (cause) {
    throw new Error(`${name} does not hold for ${JSON.stringify(input)}`, { cause });
  }
}

function child({ words }: Target, corpus: readonly string[], random: Random): string {
  let text = random.pick(corpus);
  for (let times = 1 + random.below(6); times > 0; times -= 1) {
    const at = random.below(text.length + 1);
    const length = random.oneIn(2) ? 1 : random.below(40);
    const [before, taken, after] = [text.slice(0, at), text.slice(at, at + length), text.slice(at + length)];
    const other = random.pick(corpus);
    const from = random.below(other.length + 1);
    text = random.pick([
      () => before + random.bytes(1) + after,
      () => before + random.bytes(1) + taken + after,
      () => before + after,
      () => before + taken + taken + after,
      () => before + random.pick(words) + after,
      () => before + random.pick(words) + taken + after,
      () => before + other.slice(from, from + random.below(200)) + after,
      () => before + flipped(taken, random) + after,
      () => after + taken + before,
    ])();
  }
  return text.slice(0, longest);
}

function flipped(text: string, random: Random): string {
  if (text === '') return text;
  return String.fromCharCode(text.charCodeAt(0) ^ (1 << random.below(8))) + text.slice(1);
}
