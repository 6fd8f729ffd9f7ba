import { wrapDataKey } from '../../crypto/dataKeyWrap.ts';
import { CannotOpen } from '../../crypto/envelope.ts';
import { fingerprint } from '../../crypto/fingerprint.ts';
import { activateRootKey, dropRootKeys, prepareRootKey } from '../../crypto/rootKeyChanges.ts';
import { type RootKeys, readRootKeys } from '../../crypto/rootKeys.ts';
import type { AuditDeed } from '../../model/auditDeeds.ts';
import { addAudit } from '../../storage/auditStore.ts';
import { dataKeyStore } from '../../storage/dataKeyStore.ts';
import type { Door, Sql } from '../../storage/door.ts';
import {
  changeKeys,
  dismissRootKey,
  lockRootKeys,
  requireRootKey,
  rewrap,
  wrappedBy,
} from '../../storage/keyChanges.ts';
import { type HeldKey, type Node, nodeStore } from '../../storage/nodeStore.ts';
import { domainKeyOwner, unwrap } from '../keys/keyRing.ts';
import { OperatorRefusal } from '../operatorRefusal.ts';

export interface RootParts {
  readonly rootKeyFile: string;
  readonly actor: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface PreparedRoot {
  readonly active: string;
  readonly prepared: string;
  /** Running processes by whether they hold the prepared key already. */
  readonly ready: readonly string[];
  readonly waiting: readonly string[];
}

/**
 * Adds a second root key to the file, unless one waits in it (R20).
 * @throws OperatorRefusal where a running process holds a key that the file lacks; KeyFileFault
 */
export async function prepareRoot(door: Door, { rootKeyFile, actor, now }: RootParts): Promise<PreparedRoot> {
  const nodes = await nodeStore(door).live();
  const root = await changeKeys(door, async (sql) => {
    // Two who prepare at the same moment would each write a file.
    const noted = await lockRootKeys(sql);
    const before = await readRootKeys(rootKeyFile);
    // The last rotation was interrupted between its deeds; another key now would leave it half done.
    if (before.prepared !== undefined && noted.includes(before.prepared.id)) throw unfinished();
    refuseForeign(nodes, before, rootKeyFile);
    const after = await prepareRootKey(rootKeyFile);
    if (before.prepared === undefined)
      await audit(sql, 'root-key-prepared', after.prepared?.id, { actor, now });
    return after;
  });
  const { active, prepared } = root;
  if (prepared === undefined) throw new Error('The key that was prepared is not in the file.');
  const isReady = (node: Node) => holds(node, { id: prepared.id, fingerprint: fingerprint(prepared) });
  const names = (list: readonly Node[]) => list.map(({ name }) => name);
  return {
    active: active.id,
    prepared: prepared.id,
    ready: names(nodes.filter(isReady)),
    waiting: names(nodes.filter((node) => !isReady(node))),
  };
}

export interface ActivatedRoot {
  readonly active: string;
  /** Keys of domains that were wrapped anew in this run. */
  readonly rewrapped: number;
  /** Root keys that were taken out of the file. */
  readonly dropped: readonly string[];
}

/**
 * Makes the prepared root key the active one, wraps every domain's key with it, and drops the former once it wraps
 * nothing. Interrupted anywhere, it goes on when it is run again.
 * @throws OperatorRefusal where nothing is prepared, or a running process lacks the key; KeyFileFault
 */
export async function activateRoot(door: Door, parts: RootParts): Promise<ActivatedRoot> {
  const { rootKeyFile, now } = parts;
  const file = await readRootKeys(rootKeyFile);
  const next = file.prepared ?? file.active;
  const noted = (await dataKeyStore(door).fingerprints()).filter(({ kind }) => kind === 'root');
  const kept = await dataKeyStore(door).all();
  const isDone = file.all.length === 1 && noted.every(({ keyId }) => keyId === next.id);
  if (isDone && kept.every(({ rootKey }) => rootKey === next.id)) {
    throw new OperatorRefusal(
      'No root key is prepared. Run first: scripts/tinygate secrets rotate-root --prepare',
    );
  }
  const held = { id: next.id, fingerprint: fingerprint(next) };
  await refuseUnready(door, held);
  await changeKeys(door, async (sql) => {
    if ((await lockRootKeys(sql)).includes(next.id)) return;
    await requireRootKey(sql, { keyId: next.id, fingerprint: held.fingerprint }, now);
    await audit(sql, 'root-key-activated', next.id, parts);
  });
  // From here on a server without the key does not start. One that came between the two was not asked yet.
  await refuseUnready(door, held);
  const root = await whileLocked(door, () => activateRootKey(rootKeyFile, next.id));
  const rewrapped = await rewrapAll(door, root);
  const dropped = await dropFormer(door, root, parts);
  return { active: next.id, rewrapped, dropped };
}

async function rewrapAll(door: Door, root: RootKeys): Promise<number> {
  let rewrapped = 0;
  for (;;) {
    const waiting = (await dataKeyStore(door).all()).filter(({ rootKey }) => rootKey !== root.active.id);
    if (waiting.length === 0) return rewrapped;
    for (const kept of waiting) {
      const wrapped = wrapDataKey(opened(kept, root), root.active, domainKeyOwner(kept.domainId));
      const by = { rootKey: root.active.id, wrapped };
      if (await door.write((sql) => rewrap(sql, kept, by))) rewrapped += 1;
    }
  }
}

function opened(kept: Parameters<typeof unwrap>[0], root: RootKeys) {
  try {
    return unwrap(kept, root);
  } catch (error) {
    if (!(error instanceof CannotOpen)) throw error;
    throw new OperatorRefusal(
      `The encryption key ${kept.keyId} does not open under the root key ${kept.rootKey}, so that one is kept. ` +
        'See: scripts/tinygate secrets check',
    );
  }
}

async function dropFormer(door: Door, root: RootKeys, parts: RootParts): Promise<string[]> {
  const former = root.all
    .map(({ id }) => id)
    .filter((id) => id !== root.active.id && id !== root.prepared?.id);
  for (const id of former) {
    await changeKeys(door, async (sql) => {
      await lockRootKeys(sql);
      // Somebody gave a domain its first key while this ran.
      if ((await wrappedBy(sql, id)) > 0) throw unfinished();
      if (await dismissRootKey(sql, id)) await audit(sql, 'root-key-retired', id, parts);
    });
  }
  await whileLocked(door, () => dropRootKeys(parts.rootKeyFile, former));
  return former;
}

/** One who changes the key file at a time. */
function whileLocked<Result>(door: Door, work: () => Promise<Result>): Promise<Result> {
  return changeKeys(door, async (sql) => {
    await lockRootKeys(sql);
    return work();
  });
}

async function refuseUnready(door: Door, key: HeldKey): Promise<void> {
  const lacking = (await nodeStore(door).live()).filter((node) => !holds(node, key)).map(({ name }) => name);
  if (lacking.length === 0) return;
  throw new OperatorRefusal(
    `These servers do not hold the root key ${key.id} yet: ${lacking.join(', ')}. Copy ROOT_KEY_FILE to them; ` +
      'they read it every few seconds. One that was ended without its leave is forgotten after a minute.',
  );
}

function refuseForeign(nodes: readonly Node[], { all }: RootKeys, path: string): void {
  for (const { name, rootKeys } of nodes) {
    const foreign = rootKeys.find(({ id }) => !all.some((key) => key.id === id));
    if (foreign === undefined) continue;
    throw new OperatorRefusal(
      `The server ${name} holds the root key ${foreign.id}, which ${path} lacks: a key was prepared there. Copy that ` +
        'server’s ROOT_KEY_FILE here, or wait until it has read this one.',
    );
  }
}

function holds({ rootKeys }: Node, key: HeldKey): boolean {
  return rootKeys.some(({ id, fingerprint: found }) => id === key.id && found === key.fingerprint);
}

function unfinished(): OperatorRefusal {
  return new OperatorRefusal(
    'A change of the root key is not finished. Run again: scripts/tinygate secrets rotate-root --activate',
  );
}

function audit(
  sql: Sql,
  deed: AuditDeed,
  keyId: string | undefined,
  { actor, now }: Pick<RootParts, 'actor' | 'now'>,
): Promise<void> {
  return addAudit(
    sql,
    [{ domainId: null, courseId: null, actor, deed, object: `root key ${keyId ?? ''}` }],
    now,
  );
}
