import type { SignedLaunch } from '../../lti/verifier.ts';
import { DatabaseAway } from '../../storage/dialect.ts';
import type { LaunchLink } from '../../storage/launchTargetStore.ts';
import { LaunchesWaiting } from './launchesWaiting.ts';

/** For whom a launch takes its turn. */
export interface Share {
  /** The protector that vouches for it; for one that a course owns, the course: nobody gets more turns by making more of them. */
  readonly sender: string;
  readonly courseId: number;
}

export interface FairTurnsOptions {
  /** Launches that go on side by side. As many as one claim holds (launchStore.ts): more would only wait there. */
  readonly atOnce?: number;
  readonly mostWaiting?: number;
}

interface Waiting {
  readonly start: () => void;
  readonly refuse: (reason: Error) => void;
}

type Courses = Map<number, Waiting[]>;

/**
 * R19: under overload protectors share turns fairly, and the courses of one protector share its turns, so that one
 * course's flood of good launches does not starve another's exam. Only launches with a good signature get here: whose
 * turn an unsigned one is, anybody could write into it. Nobody waits while fewer than `atOnce` are under way.
 */
export class FairTurns {
  readonly #atOnce: number;
  readonly #mostWaiting: number;
  /** Whoever had a turn goes to the end; the first in each map is next. */
  readonly #senders = new Map<string, Courses>();
  #running = 0;
  #waiting = 0;

  constructor({ atOnce = 64, mostWaiting = 2_000 }: FairTurnsOptions = {}) {
    this.#atOnce = atOnce;
    this.#mostWaiting = mostWaiting;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Does the work when its turn comes.
   * @throws LaunchesWaiting where too many wait, for the share that has most of them; and what the work throws
   */
  run<T>(share: Share, work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#atOnce) return this.#turn(share).then(() => this.#do(work));
    this.#running += 1;
    return this.#do(work);
  }

  /** Gives the turn back when it is done. Of each launch that waits for the database nothing waits here. */
  #do<T>(work: () => Promise<T>): Promise<T> {
    try {
      return work().then(this.#done, this.#failed) as Promise<T>;
    } catch (error) {
      return Promise.reject(error).then(this.#done, this.#failed);
    }
  }

  readonly #done = <T>(outcome: T): T => {
    this.#end();
    return outcome;
  };

  readonly #failed = (error: unknown): never => {
    // One after the other they would only wait for the database in a row.
    if (error instanceof DatabaseAway) this.#letAllGo();
    this.#end();
    throw error;
  };

  #end(): void {
    this.#running -= 1;
    if (this.#waiting > 0 && this.#running < this.#atOnce) this.#startNext();
  }

  #turn({ sender, courseId }: Share): Promise<void> {
    return new Promise((start, refuse) => {
      const courses: Courses = this.#senders.get(sender) ?? new Map();
      this.#senders.set(sender, courses);
      const queue = courses.get(courseId) ?? [];
      courses.set(courseId, queue);
      queue.push({ start, refuse });
      this.#waiting += 1;
      if (this.#waiting > this.#mostWaiting) this.#refuseOneOfTheMost();
    });
  }

  #startNext(): void {
    const next = this.#takeNext();
    if (next === undefined) return;
    this.#running += 1;
    next.start();
  }

  #takeNext(): Waiting | undefined {
    const [first] = this.#senders;
    if (first === undefined) return undefined;
    const [sender, courses] = first;
    const [next] = courses;
    this.#senders.delete(sender);
    if (next === undefined) return undefined;
    const [courseId, queue] = next;
    const taken = queue.shift();
    courses.delete(courseId);
    if (queue.length > 0) courses.set(courseId, queue);
    if (courses.size > 0) this.#senders.set(sender, courses);
    this.#waiting -= 1;
    return taken;
  }

  /** The sender with most, of it the course with most, and there whoever came last. */
  #refuseOneOfTheMost(): void {
    const [sender, courses] = largest(this.#senders, waitingIn) ?? [];
    const [courseId, queue] = largest(courses ?? new Map<number, Waiting[]>(), ({ length }) => length) ?? [];
    const last = queue?.pop();
    if (sender === undefined || courses === undefined || courseId === undefined || last === undefined) return;
    if (queue?.length === 0) courses.delete(courseId);
    if (courses.size === 0) this.#senders.delete(sender);
    this.#waiting -= 1;
    last.refuse(new LaunchesWaiting());
  }

  #letAllGo(): void {
    while (this.#waiting > 0) this.#startNext();
  }
}

/** Of several protectors that vouch for a launch the first pays. */
export function shareOf(
  { course, candidates }: LaunchLink,
  signed: readonly Pick<SignedLaunch, 'candidateId'>[],
): Share {
  const protector = candidates.find(({ id }) => id === signed[0]?.candidateId);
  const isOfDomain = protector?.ref.level === 'domain';
  return { sender: isOfDomain ? `protector ${protector.id}` : `course ${course.id}`, courseId: course.id };
}

function waitingIn(courses: Courses): number {
  let count = 0;
  for (const { length } of courses.values()) count += length;
  return count;
}

function largest<Key, Value>(
  map: ReadonlyMap<Key, Value>,
  sizeOf: (value: Value) => number,
): readonly [Key, Value] | undefined {
  let found: readonly [Key, Value] | undefined;
  let most = -1;
  for (const entry of map) {
    const size = sizeOf(entry[1]);
    if (size <= most) continue;
    most = size;
    found = entry;
  }
  return found;
}
