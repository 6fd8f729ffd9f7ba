import { setImmediate } from 'node:timers/promises';
import type { LaunchCode, RefusalCode } from '../../model/launchCode.ts';
import type { LaunchOutcome } from './launchOutcome.ts';
import type { LaunchRequest } from './openLaunch.ts';
import { type Look, type SeenLaunch, signedAs, taken, unsignedAs } from './seenLaunch.ts';
import type { Story } from './story.ts';
import { writtenLater } from './writtenLater.ts';

/**
 * Looks at launches after they were answered, so that coordinators can see what an LMS sends (R31). What is noted waits
 * in a small queue; where that is full, launches go unseen rather than wait.
 */
export interface LaunchInspector {
  /** A launch with a good signature. Never waits and never fails. */
  settled(story: Story, request: LaunchRequest, outcome: LaunchOutcome): void;
  /** A launch that was refused before its signature counted. */
  refused(story: Story, request: LaunchRequest, code: RefusalCode): void;
  /** Keeps what is waiting. */
  flush(): Promise<void>;
}

export interface InspectorOptions {
  /** Masks and stores; what it does not take is lost. */
  readonly keep: (seen: readonly SeenLaunch[]) => Promise<void>;
  readonly trouble: (error: unknown) => void;
  /** Calls `work` once, so many milliseconds from now; left out: a timer that does not keep the process alive. */
  readonly later?: (work: () => void, ms: number) => void;
}

/** Of one protector and course no more than are kept. */
const mostOfOne = 20;
const mostWaiting = 400;

export function launchInspector({ keep, trouble, later }: InspectorOptions): LaunchInspector {
  let waiting = new Map<string, Look[]>();
  let count = 0;
  const written = writtenLater({
    take() {
      const seen = [...waiting.values()].flat();
      waiting = new Map();
      count = 0;
      return seen;
    },
    keep: async (looks) => keep(await lookedAt(looks)),
    trouble,
    later,
  });

  function note(owner: string, lookOf: () => Look): void {
    const own = waiting.get(owner) ?? [];
    if (own.length >= mostOfOne) own.shift();
    else if (count >= mostWaiting) return;
    else count += 1;
    own.push(lookOf());
    waiting.set(owner, own);
    written.plan();
  }

  return {
    settled(story, request, outcome) {
      const { link, protector } = story;
      if (!link || !protector) return;
      note(`${link.course.id} ${protector.id}`, () => signedAs(story, request, codeOf(outcome)));
    },
    refused(story, request, code) {
      const owner = story.link ? String(story.link.course.id) : `${request.domain}/${request.shortId}`;
      note(`unsigned ${owner}`, () => taken(unsignedAs(story, request, code)));
    },
    flush: written.flush,
  };
}

/** So many are masked at a stretch, which nobody notices who launches meanwhile. */
const atOnce = 8;

async function lookedAt(looks: readonly Look[]): Promise<readonly SeenLaunch[]> {
  const seen: SeenLaunch[] = [];
  for (const look of looks) {
    seen.push(look());
    if (seen.length % atOnce === 0) await setImmediate();
  }
  return seen;
}

function codeOf(outcome: LaunchOutcome): LaunchCode {
  switch (outcome.kind) {
    case 'refused':
      return outcome.code;
    case 'enter':
      return 'opened';
    case 'ask-login':
      return 'login-required';
    case 'repeat':
      return 'repeated-click';
    default:
      return 'relaunch-asked';
  }
}
