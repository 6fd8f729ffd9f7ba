import { type ChainHead, chainHead, linksAfter } from '../../storage/auditStore.ts';
import { courseStore } from '../../storage/courseStore.ts';
import { domainNamed } from '../../storage/domainStore.ts';
import type { Door } from '../../storage/door.ts';
import { OperatorRefusal } from '../operatorRefusal.ts';

/** What became of one domain's chain of changes. */
export interface VerifiedChain {
  /** Null for the server's own. */
  readonly domain: string | null;
  /** How many changes were looked at. */
  readonly changes: number;
  /** Of the newest one, hexadecimal: written down elsewhere, it shows later that none before it was altered. */
  readonly head: string;
  /** The first link that does not hold; undefined where all do. */
  readonly broken: { readonly seq: number; readonly at: number | null } | undefined;
}

const atOnce = 1_000;

/**
 * Computes every chain again, of one domain or of all and the server's own. Reads in pieces while servers write.
 * @throws OperatorRefusal for a domain that does not exist
 */
export async function verifyAudit(door: Door, domain?: string): Promise<readonly VerifiedChain[]> {
  if (domain !== undefined) {
    const found = await door.read((sql) => domainNamed(sql, domain));
    if (!found) throw new OperatorRefusal(`There is no domain ${JSON.stringify(domain)}.`);
    return [await verifyChain(door, { id: found.id, name: found.name })];
  }
  const chains = [await verifyChain(door, { id: null, name: null })];
  for (const { domainId, name } of await courseStore(door).domains()) {
    chains.push(await verifyChain(door, { id: domainId, name }));
  }
  return chains;
}

interface Owner {
  readonly id: number | null;
  readonly name: string | null;
}

async function verifyChain(door: Door, { id: domainId, name }: Owner): Promise<VerifiedChain> {
  // What is written later belongs to the next look.
  const head = await door.read((sql) => chainHead(sql, domainId));
  let at: ChainHead = { seq: 0, hash: Buffer.alloc(32) };
  const verdict = (broken: VerifiedChain['broken']): VerifiedChain => ({
    domain: name,
    changes: at.seq,
    head: at.hash.toString('hex'),
    broken,
  });
  while (at.seq < head.seq) {
    const after = at;
    const links = await door.read((sql) => linksAfter(sql, { domainId, after, most: atOnce }));
    if (links.length === 0) return verdict({ seq: at.seq + 1, at: null });
    for (const link of links) {
      if (!link.follows) return verdict({ seq: at.seq + 1, at: link.at });
      at = { seq: link.seq, hash: link.hash };
      if (at.seq === head.seq) break;
    }
  }
  const isHead = at.hash.equals(head.hash);
  return verdict(isHead ? undefined : { seq: at.seq, at: null });
}
