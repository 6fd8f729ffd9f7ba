import { hostname } from 'node:os';
import { newKeyId } from '../../crypto/dataKey.ts';
import { fingerprint } from '../../crypto/fingerprint.ts';
import { systemCode } from '../../crypto/keyFileFault.ts';
import type { NodeStore } from '../../storage/nodeStore.ts';
import type { HeldRootKeys } from './rootKeyWatch.ts';

/** This server process among those that share the database. */
export interface LiveNode {
  /** Reads the key file once more and reports what is held, so that no change of keys leaves this process behind (R20). */
  report(): Promise<void>;
  leave(): Promise<void>;
}

export interface LiveNodeParts {
  readonly nodes: NodeStore;
  readonly root: HeldRootKeys;
  /** `host:port/process id`. */
  readonly name: string;
  /** Whether this name is of a process that ended before this one. */
  readonly isOver: (name: string) => boolean;
  /** Other root keys are held than before: their ids. */
  readonly changed: (ids: readonly string[]) => void;
}

export function liveNode({ nodes, root, name, isOver, changed }: LiveNodeParts): LiveNode {
  const mark = newKeyId();
  let first = true;
  let told = idsOf(root);

  async function reportHeld(): Promise<void> {
    const { active, prepared } = root.current();
    const rootKeys = [active, ...(prepared ? [prepared] : [])];
    await nodes.report(mark, {
      name,
      rootKeys: rootKeys.map((key) => ({ id: key.id, fingerprint: fingerprint(key) })),
    });
    const ids = idsOf(root);
    if (ids.join() === told.join()) return;
    told = ids;
    changed(ids);
  }

  return {
    async report() {
      if (first) await nodes.forget(isOver);
      first = false;
      try {
        await root.readAgain();
      } finally {
        // What is held is true also while the file is not: whoever changes keys must know of this process.
        await reportHeld();
      }
    },
    leave: () => nodes.leave(mark),
  };
}

function idsOf(root: HeldRootKeys): string[] {
  return root.current().all.map(({ id }) => id);
}

/** How operators know this process, and whether another name is of one that ran here before it. */
export function thisProcess(port: number): Pick<LiveNodeParts, 'name' | 'isOver'> {
  const here = `${hostname()}:${port}/`;
  return {
    name: `${here}${process.pid}`,
    isOver(name) {
      if (!name.startsWith(here)) return false;
      const pid = Number(name.slice(here.length));
      return pid === process.pid || !isRunning(pid);
    },
  };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
