import type { IncomingMessage } from 'node:http';
import type { AskedRoute } from './asked.ts';
import type { BareRedirect } from './seeOther.ts';

/** A route whose requests are judged before anything is answered: at the front door, or where Koa's routes stand. */
export interface JudgedFirst<Outcome> {
  /** Judges, and says where to go; undefined: Koa's handler answers, with the outcome that is kept for it. */
  readonly atFront: (asked: AskedRoute) => Promise<BareRedirect | undefined>;
  /** The outcome for Koa's handler. No request is judged twice. */
  readonly outcomeOf: (asked: AskedRoute) => Promise<Outcome>;
}

interface Steps<Outcome> {
  readonly judge: (asked: AskedRoute) => Promise<Outcome>;
  /** Undefined for all that has a page, and for whatever else is more than a bare redirect. */
  readonly redirectFor: (asked: AskedRoute, outcome: Outcome) => BareRedirect | undefined;
}

export function judgedFirst<Outcome>({ judge, redirectFor }: Steps<Outcome>): JudgedFirst<Outcome> {
  const kept = new WeakMap<IncomingMessage, () => Outcome>();
  return {
    async atFront(asked) {
      try {
        const outcome = await judge(asked);
        const redirect = redirectFor(asked, outcome);
        if (redirect === undefined) kept.set(asked.req, () => outcome);
        return redirect;
      } catch (thrown) {
        kept.set(asked.req, () => {
          throw thrown;
        });
        return undefined;
      }
    },
    async outcomeOf(asked) {
      const outcome = kept.get(asked.req);
      return outcome ? outcome() : judge(asked);
    },
  };
}
