import { dayIn } from '../../model/days.ts';
import type { Exit, Protect } from '../../model/deepLink.ts';
import type { UseIdentity } from '../../model/protector.ts';
import type { LinkPlace } from '../../storage/linkPlaceStore.ts';
import type { KnownProtector } from '../../storage/protectorStore.ts';
import type { ExportedProtector } from './exportedDomain.ts';
import { unsetWord } from './planDeepLink.ts';
import { endingSecond, startingSecond } from './plannedTime.ts';
import type { FileLinkPlace, FileParts, FileProtector } from './schema.ts';

/** The first second that counts, as a file says it: a day where one begins in the time zone, else the moment. */
export function startOut(second: number | null, timeZone: string): string | undefined {
  if (second === null) return undefined;
  const day = dayIn(timeZone, second * 1000);
  return startingSecond({ kind: 'day', day }, timeZone) === second ? day : moment(second);
}

/** The first second that counts no more: the last day that counts, where that second ends one. */
export function endOut(second: number | null, timeZone: string): string | undefined {
  if (second === null) return undefined;
  const day = dayIn(timeZone, (second - 1) * 1000);
  return endingSecond({ kind: 'day', day }, timeZone) === second ? day : moment(second);
}

function moment(second: number): string {
  return new Date(second * 1000).toISOString().replace('.000Z', 'Z');
}

/** Without its secret, which an export never holds. */
export function protectorOut(protector: KnownProtector, timeZone: string): ExportedProtector {
  return {
    name: protector.name,
    number: protector.number,
    key: protector.key,
    nonceLifetime: protector.nonceLifetime,
    enabled: protector.enabled,
    validFrom: startOut(protector.validFrom, timeZone),
    validUntil: endOut(protector.validUntil, timeZone),
    useIdentity: identityOut(protector.useIdentity),
    origins: [...protector.origins],
    originCheck: protector.originCheck,
    rememberUsers: protector.rememberUsers,
    relaunch: protector.relaunch,
  };
}

function identityOut(use: UseIdentity | false): FileProtector['useIdentity'] {
  if (use === false) return false;
  const { parameter, fallbackParameter, transform, otherwise } = use;
  const named = transform.kind === 'strip' ? { strip: transform.ending } : transform.kind;
  return { parameter, fallbackParameter, transform: named, otherwise };
}

/** Names of protectors by level and number. */
export type NamesOfProtectors = Readonly<Record<'domain' | 'course', ReadonlyMap<number, string>>>;

/** A protector that is gone has no name and is left out; where it was the only one, nobody's launch will do, as before. */
export function protectOut(
  protect: Protect | undefined,
  names: NamesOfProtectors,
): FileParts['protect'] | undefined {
  if (protect === undefined) return undefined;
  if (protect.kind === 'none') return 'none';
  if (protect.kind === 'key') return { key: unsetWord };
  return protect.refs.flatMap(({ level, number }) => {
    const name = names[level].get(number);
    return name === undefined ? [] : [`${level}:${name}`];
  });
}

export function exitOut(exit: Exit | undefined): FileParts['exit'] {
  return exit?.kind === 'address' ? { url: exit.url, text: exit.text } : exit?.kind;
}

/** A list of one; empty where the protector is gone. */
export function placeOut(
  { protector: { level, number }, contextId, resourceLinkId }: LinkPlace,
  names: NamesOfProtectors,
): FileLinkPlace[] {
  const name = names[level].get(number);
  return name === undefined
    ? []
    : [{ protector: `${level}:${name}`, context: contextId, resourceLink: resourceLinkId }];
}
