import { pause as pauseFor } from '../../storage/door.ts';
import { abreast } from './abreast.ts';

/** Forms over this many bytes are verified one at a time (R13), so that a flood of them leaves room for honest ones. */
export const largeFormBytes = 64 * 1024;

/** So many are read, or wait with their half megabyte for being verified; the others wait unread. */
export const mostHeld = 8;

/** So many may wait in all: each holds a connection. */
export const mostLargeForms = 50;

/** A sender who takes longer keeps a place from others. */
const readWithinMs = 20_000;

/** Verifying a large form takes one part of the time, and leaves so many to everybody else. */
const partsForOthers = 4;
const longestPauseMs = 500;

export interface Form<Parsed> {
  /** Length of the body as its head says; undefined where it does not, and such a form counts as large. */
  readonly bytes: number | undefined;
  read(withinMs?: number): Promise<Buffer>;
  parse(body: Buffer): Parsed;
}

/** Decides on a parsed form; `pause` is there for large ones, to be called between two steps of the work. */
export type Verify<Parsed, Outcome> = (parsed: Parsed, pause?: () => Promise<void>) => Promise<Outcome>;

/** Answers `busy`, without having read anything, where too many large forms wait already. */
export type LargeForms = <Parsed, Outcome>(
  form: Form<Parsed>,
  verify: Verify<Parsed, Outcome>,
) => Promise<Outcome | 'busy'>;

export interface LargeFormsOptions {
  /** In milliseconds. */
  readonly clock: () => number;
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/**
 * Small forms pass, those that arrived together side by side. Large ones are read a few at a time, parsed and verified
 * one at a time and in slow motion: of half a megabyte every step takes milliseconds, in which this process serves
 * nobody else.
 */
export function largeForms({ clock, wait = pauseFor }: LargeFormsOptions): LargeForms {
  let waiting = 0;
  const withOthers = abreast();
  const places = queueFor(mostHeld);
  const alone = queueFor(1);
  const pauses = () => {
    let since = clock();
    return async () => {
      const took = Math.max(1, clock() - since);
      await wait(Math.min(longestPauseMs, partsForOthers * took));
      since = clock();
    };
  };

  async function verifyLarge<Parsed, Outcome>(
    form: Form<Parsed>,
    verify: Verify<Parsed, Outcome>,
  ): Promise<Outcome> {
    const body = await form.read(readWithinMs);
    return alone(async () => {
      const pause = pauses();
      const parsed = form.parse(body);
      await pause();
      return verify(parsed, pause);
    });
  }

  function besideOthers<Parsed, Outcome>(
    form: Form<Parsed>,
    verify: Verify<Parsed, Outcome>,
  ): Promise<Outcome> {
    return form.read().then((body) => withOthers(() => form.parse(body), verify));
  }

  async function inPlace<Parsed, Outcome>(
    form: Form<Parsed>,
    verify: Verify<Parsed, Outcome>,
  ): Promise<Outcome | 'busy'> {
    if (waiting >= mostLargeForms) return 'busy';
    waiting += 1;
    try {
      return await places(() => verifyLarge(form, verify));
    } finally {
      waiting -= 1;
    }
  }

  return (form, verify) => {
    const isSmall = form.bytes !== undefined && form.bytes <= largeFormBytes;
    return isSmall ? besideOthers(form, verify) : inPlace(form, verify);
  };
}

/** Lets so many pieces of work go on at once, the others in the order in which they came. */
function queueFor(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const queue: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running < most) running += 1;
    else await new Promise<void>((start) => queue.push(start));
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
