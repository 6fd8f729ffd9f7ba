import { type AuditLine, listAudit } from '../../storage/auditListStore.ts';
import { type ChainHead, chainHead } from '../../storage/auditStore.ts';
import type { Door } from '../../storage/door.ts';
import type { DomainCoordinator } from '../rights/coordinators.ts';

export interface AuditQuestion {
  /** A pattern for `LIKE`; undefined: everything. */
  readonly pattern: string | undefined;
  /** Only what is older than this one. */
  readonly before: number | undefined;
  readonly most: number;
}

/** The changes of a domain, newest first, and where its chain stands. */
export function readAudit(
  door: Door,
  { domain }: DomainCoordinator,
  question: AuditQuestion,
): Promise<{ readonly lines: readonly AuditLine[]; readonly head: ChainHead }> {
  return door.read(async (sql) => ({
    lines: await listAudit(sql, { domainId: domain.domainId, ...question }),
    head: await chainHead(sql, domain.domainId),
  }));
}

const atOnce = 1_000;

/** All of them, newest first, in pieces that other requests are let in between. */
export async function* allOfAudit(
  door: Door,
  by: DomainCoordinator,
  pattern: string | undefined,
): AsyncGenerator<readonly AuditLine[]> {
  let before: number | undefined;
  for (;;) {
    const { lines } = await readAudit(door, by, { pattern, before, most: atOnce });
    if (lines.length > 0) yield lines;
    before = lines.at(-1)?.id;
    if (lines.length < atOnce || before === undefined) return;
  }
}
