import { Document, Scalar, visit } from 'yaml';
import type { ExportedCourse, ExportedDomain, ExportedPerson, ExportedProtector } from './exportedDomain.ts';
import { unsetWord } from './planDeepLink.ts';
import type { FileDeepLink, FileItem, FileParts, FileRole, FileShortUrls } from './schema.ts';

type Written = Record<string, unknown>;

/**
 * Domains as the YAML text of a provision file. Keys stand in the order of contract.md, so that two exports can be
 * compared line by line; texts that any YAML reader could take for a number, date or switch are quoted. Reading the
 * text again gives the same plan, shared words excepted: they are written as `unset`, which is closed (R9).
 */
export function writeProvisionFile(domains: readonly ExportedDomain[]): string {
  const document = new Document(
    { domains: domains.map(domainOut) },
    {
      version: '1.2',
      schema: 'core',
      // Quotes also what YAML 1.1 would read as a switch or a number: no, on, 1:20.
      compat: 'yaml-1.1',
      aliasDuplicateObjects: false,
    },
  );
  visit(document, {
    Scalar(_, scalar) {
      if (typeof scalar.value !== 'string' || !scalar.value.includes('\n')) return;
      scalar.type = standsAsBlock(scalar.value) ? Scalar.BLOCK_LITERAL : Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ blockQuote: 'literal', lineWidth: 0 });
}

/**
 * Whether a text of several lines comes back unchanged from a block: one that begins with a blank or holds a line
 * of blanks only loses some of them, and rare line ends are not kept.
 */
function standsAsBlock(text: string): boolean {
  return /^\S/.test(text) && !/\n[ \t]+(?:\n|$)|[\r\u2028\u2029\ufeff]/.test(text);
}

function domainOut(domain: ExportedDomain): Written {
  const { secretRules, recommendedLaunchers, people, protectors, courses } = domain;
  return given({
    name: domain.name,
    title: domain.title,
    publicUrl: domain.publicUrl,
    timeZone: domain.timeZone,
    trustLaunchUsernames: domain.trustLaunchUsernames,
    journalDays: domain.journalDays,
    secretRules: secretRules && given(inOrder(secretRules, ['minLength', 'maxLength', 'require'])),
    recommendedLaunchers: recommendedLaunchers?.map((one) => inOrder(one, ['name', 'lms'])),
    people: people?.map(personOut),
    protectors: protectors?.map(protectorOut),
    courses: courses?.map(courseOut),
  });
}

function personOut(person: ExportedPerson): Written {
  return inOrder(person, ['username', 'name', 'email', 'domainCoordinator', 'disabled']);
}

function protectorOut(protector: ExportedProtector): Written {
  const { useIdentity } = protector;
  return given({
    ...inOrder(protector, ['name', 'number', 'key', 'nonceLifetime', 'enabled', 'validFrom', 'validUntil']),
    useIdentity:
      typeof useIdentity === 'object'
        ? inOrder(useIdentity, ['parameter', 'fallbackParameter', 'transform', 'otherwise'])
        : useIdentity,
    ...inOrder(protector, ['origins', 'originCheck', 'rememberUsers', 'relaunch']),
  });
}

function courseOut(course: ExportedCourse): Written {
  return given({
    ...inOrder(course, ['id', 'title', 'trustLaunchUsernames']),
    roles: course.roles?.map(roleOut),
    protectors: course.protectors?.map(protectorOut),
    menus: course.menus?.map((menu) => inOrder(menu, ['name', 'shows'])),
    deepLink: course.deepLink && deepLinkOut(course.deepLink),
    contents: course.contents?.map(itemOut),
    shortUrls: shortUrlsOut(course.shortUrls),
  });
}

function roleOut(role: FileRole): Written {
  return inOrder(role, ['username', 'role', 'section', 'starts', 'ends']);
}

function itemOut(item: FileItem): Written {
  return given({
    ...inOrder(item, ['id', 'folder', 'page', 'file', 'site', 'web', 'body', 'path', 'url']),
    deepLink: item.deepLink && deepLinkOut(item.deepLink),
    contents: item.contents?.map(itemOut),
  });
}

function deepLinkOut(setting: FileDeepLink): Written {
  return given({
    ...partsOut(setting),
    sections: setting.sections && audiencesOut(setting.sections),
    users: setting.users && audiencesOut(setting.users),
  });
}

function audiencesOut(audiences: ReadonlyMap<string, FileParts>): Written {
  return Object.fromEntries(Array.from(audiences, ([name, parts]) => [name, partsOut(parts)]));
}

function partsOut(parts: FileParts): Written {
  const { protect, exit } = parts;
  return given({
    ...inOrder(parts, ['access']),
    protect: typeof protect === 'object' && !Array.isArray(protect) ? { key: unsetWord } : protect,
    ...inOrder(parts, ['scope', 'others', 'listing', 'target']),
    exit: typeof exit === 'object' ? inOrder(exit, ['url', 'text']) : exit,
    ...inOrder(parts, ['menu']),
  });
}

function shortUrlsOut(urls: FileShortUrls | undefined): unknown {
  if (urls === undefined || urls === 'all') return urls;
  return urls.map((entry) =>
    typeof entry === 'string'
      ? entry
      : given({
          ...inOrder(entry, ['item', 'id', 'enabled', 'validFrom', 'validUntil', 'placeCheck']),
          places: entry.places?.map((place) => inOrder(place, ['protector', 'context', 'resourceLink'])),
        }),
  );
}

/** Only the keys named, in their order: what is not named is not written. */
function inOrder<Thing extends object>(thing: Thing, keys: readonly (keyof Thing & string)[]): Written {
  return given(Object.fromEntries(keys.map((key) => [key, thing[key]])));
}

function given(written: Written): Written {
  return Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined));
}
