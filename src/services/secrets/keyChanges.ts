import type { Door } from '../../storage/door.ts';
import type { HeldRootKeys } from '../keys/rootKeyWatch.ts';
import { OperatorRefusal } from '../operatorRefusal.ts';
import { actorOf, type DomainCoordinator } from '../rights/coordinators.ts';
import { rotateSecrets } from './rotateSecrets.ts';

/** Changes of domains' keys that coordinators began, each under way in this process until all is encrypted anew. */
export interface KeyChanges {
  /**
   * Makes a new key, or goes on with a change that was interrupted, and comes back while secrets are still encrypted
   * anew. `refused`: a key does not open, and the operator has to look.
   */
  start(by: DomainCoordinator): Promise<'started' | 'refused'>;
  isRunning(domainId: number): boolean;
  /** No further batch; resolves when the one at hand is written. What is left is done when somebody goes on. */
  stop(): Promise<void>;
}

export interface KeyChangeParts {
  readonly root: HeldRootKeys;
  readonly now: () => number;
  /** For the operator: why a change came to no good end. */
  readonly trouble: (domain: string, error: unknown) => void;
}

class Stopped extends Error {
  override readonly name = 'Stopped';
}

export function keyChanges(door: Door, { root, now, trouble }: KeyChangeParts): KeyChanges {
  const running = new Map<number, Promise<boolean>>();
  let isStopped = false;

  function begin(by: DomainCoordinator, begun: () => void): Promise<boolean> {
    const { name } = by.domain;
    const progress = () => {
      begun();
      // Between two batches: everything that was done is kept.
      if (isStopped) throw new Stopped();
    };
    const parts = { root: root.current(), domain: name, actor: actorOf(by), now: now(), progress };
    return rotateSecrets(door, parts).then(
      () => true,
      (error: unknown) => {
        if (!(error instanceof Stopped)) trouble(name, error);
        return !(error instanceof OperatorRefusal);
      },
    );
  }

  return {
    async start(by) {
      const { domainId } = by.domain;
      if (running.has(domainId)) return 'started';
      const { promise, begun } = signal();
      const run = begin(by, begun).finally(() => running.delete(domainId));
      running.set(domainId, run);
      const isWell = await Promise.race([promise, run]);
      return isWell ? 'started' : 'refused';
    },
    isRunning: (domainId) => running.has(domainId),
    async stop() {
      isStopped = true;
      await Promise.all(running.values());
    },
  };
}

function signal(): { readonly promise: Promise<true>; readonly begun: () => void } {
  let begun: () => void = () => undefined;
  const promise = new Promise<true>((resolve) => {
    begun = () => resolve(true);
  });
  return { promise, begun };
}
