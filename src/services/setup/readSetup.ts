import { isShortId } from '../../model/shortUrl.ts';
import { courseSettingsOf } from '../../storage/courseSettingsStore.ts';
import { currentAddress } from '../../storage/domainAddressStore.ts';
import { domainNamed } from '../../storage/domainStore.ts';
import type { Door } from '../../storage/door.ts';
import {
  type LinkToSetUp,
  linkToSetUp,
  type ProtectorToSetUp,
  protectorToSetUp,
} from '../../storage/setupStore.ts';
import type { CourseCoordinator, DomainCoordinator } from '../rights/coordinators.ts';

export interface SetupQuestion {
  /** A course's coordinator asks for the course's own protector. */
  readonly by: DomainCoordinator | CourseCoordinator;
  readonly number: number;
  /** A short id, or the whole short or launch URL; '': none. */
  readonly link: string;
}

/** All that a set-up sheet is made of. */
export interface SetupFacts {
  readonly domain: string;
  /** Course id; undefined for a protector of the domain. */
  readonly course: string | undefined;
  readonly protector: ProtectorToSetUp;
  /** Where the domain is reached: scheme, host, port. */
  readonly origin: string;
  /** Whether a name in a launch is accepted: by the course, else by the domain. */
  readonly trusts: boolean;
  /** Undefined where none was asked for, or it is not there. */
  readonly link: LinkToSetUp | undefined;
}

/** Undefined where the owner has no protector of that number. */
export function readSetup(
  door: Door,
  publicUrl: string,
  { by, number, link }: SetupQuestion,
): Promise<SetupFacts | undefined> {
  const { domainId, name } = by.domain;
  const course = 'course' in by ? by.course : undefined;
  const shortId = shortIdIn(link, name);
  return door.read(async (sql) => {
    const courseId = course?.courseId ?? 0;
    const protector = await protectorToSetUp(sql, { domainId, courseId, number });
    if (!protector) return undefined;
    const domain = await domainNamed(sql, name);
    const own = course && (await courseSettingsOf(sql, course, false));
    const scope = { domainId, courseId: course?.courseId };
    return {
      domain: name,
      course: course?.course,
      protector,
      origin: (await currentAddress(sql, domainId)) ?? publicUrl,
      trusts: own?.trustUsernames ?? domain?.trustUsernames ?? false,
      link: shortId === undefined ? undefined : await linkToSetUp(sql, { ...scope, shortId }),
    };
  });
}

/** The short id that somebody typed or pasted, if it can be one of this domain. */
function shortIdIn(text: string, domain: string): string | undefined {
  if (isShortId(text)) return text;
  const [, named, id] = /\/tiny\/([^/\s]+)\/([A-Za-z0-9]+)\/?$/.exec(text) ?? [];
  return named === domain && id !== undefined && isShortId(id) ? id : undefined;
}
