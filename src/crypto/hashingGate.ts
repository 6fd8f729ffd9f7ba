/** Who asks for a hash: `reserved` is a sign-in with the ticket of a verified launch, or from a known browser (R29). */
export type Caller = 'usual' | 'reserved';

/** Too much work is waiting already. Answered 503 with Retry-After. */
export class TooBusy extends Error {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super(`too many sign-ins at once; try again in ${retryAfterSeconds} s`);
    this.name = 'TooBusy';
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

interface Waiting {
  readonly start: () => void;
  readonly refuse: (reason: TooBusy) => void;
}

const queueMilliseconds = 10_000;
const firstGuess = 100;
const durationLimits = { least: 5, most: 2000 };
const longestRetryAfter = 30;

/**
 * Lets 2 x cores pieces of work run at once and about 10 s of work wait behind them (R29). How many that is follows
 * from the measured durations. Half of the queue belongs to either class of callers; room that one class leaves
 * empty is lent to the other and taken back from whoever came last. The classes are served in turn.
 */
export class HashingGate {
  readonly #slots: number;
  readonly #clock: () => number;
  readonly #queues: Readonly<Record<Caller, Waiting[]>> = { usual: [], reserved: [] };
  #running = 0;
  #duration = firstGuess;
  #last: Caller = 'usual';

  /** `clock` in milliseconds. */
  constructor(cores: number, clock: () => number) {
    this.#slots = 2 * Math.max(1, Math.floor(cores));
    this.#clock = clock;
  }

  /** How many may wait now. */
  get capacity(): number {
    return Math.max(this.#slots, Math.floor((queueMilliseconds * this.#slots) / this.#duration));
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#queues.usual.length + this.#queues.reserved.length;
  }

  /**
   * Does the work when its turn comes.
   * @throws TooBusy at once, or while it waits when the other class takes its half back; and what the work throws.
   */
  async run<T>(caller: Caller, work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#slots) this.#running += 1;
    else await this.#turn(caller);
    const from = this.#clock();
    try {
      return await work();
    } finally {
      this.#measure(this.#clock() - from);
      this.#next();
    }
  }

  #turn(caller: Caller): Promise<void> {
    if (this.waiting >= this.capacity) this.#makeRoomFor(caller);
    return new Promise((start, refuse) => {
      this.#queues[caller].push({ start, refuse });
    });
  }

  #makeRoomFor(caller: Caller): void {
    const own = this.#queues[caller];
    const others = this.#queues[caller === 'usual' ? 'reserved' : 'usual'];
    const half = Math.floor(this.capacity / 2);
    const lent = own.length < half && others.length > half ? others.pop() : undefined;
    if (lent === undefined) throw this.#tooBusy();
    lent.refuse(this.#tooBusy());
  }

  /** Hands the slot on rather than freeing it, so that nobody who comes in between overtakes the queue. */
  #next(): void {
    const turn = this.#last === 'usual' ? 'reserved' : 'usual';
    const caller = this.#queues[turn].length > 0 ? turn : this.#last;
    const next = this.#queues[caller].shift();
    if (next === undefined) {
      this.#running -= 1;
      return;
    }
    this.#last = caller;
    next.start();
  }

  /** A moving average; a clock that was set forth in between counts for little, one that was set back not at all. */
  #measure(milliseconds: number): void {
    if (!(milliseconds >= 0)) return;
    const { least, most } = durationLimits;
    const bounded = Math.min(most, Math.max(least, milliseconds));
    this.#duration = 0.8 * this.#duration + 0.2 * bounded;
  }

  #tooBusy(): TooBusy {
    const seconds = Math.ceil((this.waiting * this.#duration) / this.#slots / 1000);
    return new TooBusy(Math.min(longestRetryAfter, Math.max(1, seconds)));
  }
}
