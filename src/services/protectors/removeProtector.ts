import { addAudit } from '../../storage/auditStore.ts';
import { lockDomain } from '../../storage/domainStore.ts';
import { removeProtector as remove, sessionsOfProtector } from '../../storage/protectorEnding.ts';
import { launchesLooked, linksLaunched } from '../../storage/protectorLinkStore.ts';
import { type KnownProtector, protectorNumbered } from '../../storage/protectorStore.ts';
import { settingsNaming, type UseQuestion } from '../../storage/protectorUseStore.ts';
import { auditedSettings } from './auditedSettings.ts';
import { auditOf, type Coordinator, ownerOf, type ProtectorParts } from './owner.ts';

export { launchesLooked };

export type RemovedProtector =
  | { readonly kind: 'removed'; readonly name: string }
  | { readonly kind: 'gone' }
  /** Another name was typed than it has. */
  | { readonly kind: 'not-confirmed'; readonly name: string };

/** Deletes a protector; what names it stays shut until it is given another, and its running sessions end (R8). */
export function removeProtector(
  parts: ProtectorParts,
  {
    by,
    number,
    typedName,
  }: { readonly by: Coordinator; readonly number: number; readonly typedName: string },
): Promise<RemovedProtector> {
  const owner = ownerOf(by);
  return parts.door.write(async (sql): Promise<RemovedProtector> => {
    await lockDomain(sql, by.domain.name);
    const known = await protectorNumbered(sql, owner, { number, lock: true });
    if (!known) return { kind: 'gone' };
    const { name } = known;
    if (typedName.normalize('NFC').trim() !== name) return { kind: 'not-confirmed', name };
    const uses = await settingsNaming(sql, owner, { number, pattern: undefined, offset: 0, most: 1 });
    const which = { domainId: owner.domainId, protectorId: known.id };
    const endedSessions = await sessionsOfProtector(sql, which, parts.now());
    await remove(sql, owner, known);
    const before = { number, ...auditedSettings(known) };
    const after = { settingsThatNameIt: uses.total, endedSessions };
    await addAudit(sql, [auditOf(by, 'protector-deleted', { object: name, before, after })], parts.now());
    return { kind: 'removed', name };
  });
}

/** Where a protector is used: the settings that name it, and the short URLs that it launched lately. */
export interface WhereUsed {
  readonly protector: KnownProtector;
  readonly naming: Awaited<ReturnType<typeof settingsNaming>>;
  readonly launched: Awaited<ReturnType<typeof linksLaunched>>;
  readonly running: number;
}

/** Undefined where the coordinator's domain or course has none of that number. */
export function whereUsed(
  { door, now }: ProtectorParts,
  by: Coordinator,
  asked: {
    readonly number: number;
    readonly settings: UseQuestion;
    readonly links: UseQuestion;
  },
): Promise<WhereUsed | undefined> {
  const owner = ownerOf(by);
  const { number } = asked;
  return door.read(async (sql) => {
    const protector = await protectorNumbered(sql, owner, { number });
    if (!protector) return undefined;
    const which = { domainId: owner.domainId, protectorId: protector.id };
    return {
      protector,
      naming: await settingsNaming(sql, owner, { number, ...asked.settings }),
      launched: await linksLaunched(sql, which, asked.links),
      running: await sessionsOfProtector(sql, which, now()),
    };
  });
}
