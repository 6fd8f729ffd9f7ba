import type { Answer } from '../../web/httpClient.ts';
import { launchAt, type Served } from '../served.ts';

/** One signed form, and what became of it each time that it was sent. */
export interface Click {
  readonly body: string;
  readonly nonce: string;
  /** References of the launches that it opened: one at most, or a replay got through. */
  readonly opened: string[];
  /** Refused as a replay, stale or early (403). */
  refused: number;
  /** Not decided (503). */
  unavailable: number;
  /** Sent, and never answered: the line broke, or nobody listened. */
  lost: number;
}

export interface SteadyLoad {
  readonly clicks: readonly Click[];
  /** Answers that no student should ever see, whatever breaks. */
  readonly strange: readonly string[];
  /** Sends a form of its own beside the others. */
  click(): Promise<Click>;
  /** The same form once more, as a replay or a reload would send it. */
  again(click: Click): Promise<void>;
  /** Resolves when so many more forms have been opened. */
  more(count: number): Promise<void>;
  /** Resolves when so many more sendings have met this. */
  met(what: 'refused' | 'unavailable' | 'lost', count?: number): Promise<void>;
  /** Sends no more, and resolves when everything that was sent has come to its end. */
  stop(): Promise<void>;
}

export interface LoadParts {
  readonly served: Pick<Served, 'body'>;
  readonly port: number;
  /** One form every so many milliseconds. */
  readonly everyMs: number;
  /** So many at most wait for their answers; 16 unless said otherwise. */
  readonly mostUnderWay?: number;
  /** Epoch milliseconds by the LMS's clock, for each form anew. */
  readonly clock?: () => number;
}

/** So many whose answer never came sit before their screens; who comes after them presses again instead. */
const mostAtALoss = 20;
/** Longer than any fault and the recovery from it. */
const patienceMs = 120_000;

let loads = 0;

/** Signed launches at a steady pace. Every third is sent twice at the same moment, every fifth goes with an old copy. */
export function steadyLoad({
  served,
  port,
  everyMs,
  mostUnderWay = 16,
  clock = Date.now,
}: LoadParts): SteadyLoad {
  loads += 1;
  const name = `load-${loads}`;
  const clicks: Click[] = [];
  const strange: string[] = [];
  const underWay = new Set<Promise<void>>();
  const waiting = new Set<() => void>();
  const atALoss: Click[] = [];

  function send(click: Click): Promise<void> {
    const sent = launchAt({ port }, click.body)
      .then(
        (answer) => note(click, answer),
        () => {
          click.lost += 1;
          atALoss.push(click);
        },
      )
      .finally(() => {
        underWay.delete(sent);
        for (const look of waiting) look();
      });
    underWay.add(sent);
    return sent;
  }

  function note(click: Click, answer: Answer): void {
    const { status, headers, setCookies } = answer;
    const launched = setCookies.flatMap((line) => /launch-([A-Z0-9]+)=/.exec(line)?.[1] ?? []);
    const isBare = launched.length === 0 && headers.location === undefined;
    if (status === 303 && launched.length === 1) click.opened.push(...launched);
    else if (status === 403 && isBare) click.refused += 1;
    else if (status === 503 && isBare && headers['retry-after'] !== undefined) click.unavailable += 1;
    else strange.push(`${click.nonce}: ${status} ${JSON.stringify(headers)} ${answer.text.slice(0, 2_000)}`);
  }

  function newClick(): Click {
    const nonce = `${name}-${clicks.length}`;
    const click = {
      nonce,
      body: served.body(nonce, clock()),
      opened: [],
      refused: 0,
      unavailable: 0,
      lost: 0,
    };
    clicks.push(click);
    return click;
  }

  const timer = setInterval(() => {
    if (underWay.size >= mostUnderWay) return;
    const pressesAgain = atALoss.length > mostAtALoss ? atALoss.shift() : undefined;
    if (pressesAgain !== undefined) {
      void send(pressesAgain);
      return;
    }
    const click = newClick();
    const turn = clicks.length;
    void send(click);
    if (turn % 3 === 0) void send(click);
    const old = clicks[Math.floor(turn / 2)];
    if (turn % 5 === 0 && old !== undefined) void send(old);
  }, everyMs);

  const inVain = () => new Error(`Waited in vain after ${clicks.length} launches; strange: ${strange[0]}`);

  function until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const tooLate = setTimeout(() => end(() => reject(inVain())), patienceMs);
      const look = () => {
        if (isSo()) end(resolve);
      };
      const end = (say: () => void) => {
        clearTimeout(tooLate);
        waiting.delete(look);
        say();
      };
      waiting.add(look);
      look();
    });
  }

  const countOf = (what: 'refused' | 'unavailable' | 'lost') =>
    clicks.reduce((all, click) => all + click[what], 0);
  const countOfOpened = () => clicks.filter(({ opened }) => opened.length > 0).length;

  return {
    clicks,
    strange,
    async click() {
      const click = newClick();
      await send(click);
      return click;
    },
    again: send,
    more(count) {
      const enough = countOfOpened() + count;
      return until(() => countOfOpened() >= enough);
    },
    met(what, count = 1) {
      const enough = countOf(what) + count;
      return until(() => countOf(what) >= enough);
    },
    async stop() {
      clearInterval(timer);
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
