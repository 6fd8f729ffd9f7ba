/**
 * Words that stand in our routes where somebody's id could stand (R10): an id that equalled one would shadow a
 * page, or be shadowed by it. A house test compares these lists with the mounted routes. Some words wait for
 * routes to come, since a course that has such an id already could not be moved out of the way.
 */
export const reservedWords = {
  /** After `/`. */
  first: [
    'account',
    'adm',
    'api',
    'assets',
    'choose',
    'close',
    'content',
    'continue',
    'favicon.ico',
    'handover',
    'health',
    'help',
    'launch',
    'livez',
    'login',
    'logout',
    'lti',
    'lti11',
    'lti13',
    'metrics',
    'oauth',
    'oidc',
    'password',
    'readyz',
    'return',
    'robots.txt',
    'session',
    'signin',
    'signout',
    'site',
    'static',
    'tiny',
  ],
  /** After `/adm/`. */
  underAdm: [
    'administrators',
    'audit',
    'domains',
    'hosts',
    'journal',
    'launch',
    'new',
    'search',
    'server',
    'settings',
  ],
  /** After `/adm/:domain/` and `/:domain/`. */
  underDomain: [
    'audit',
    'courses',
    'encryption',
    'export',
    'import',
    'journal',
    'launchers',
    'links',
    'new',
    'people',
    'protectors',
    'search',
    'secrets',
    'settings',
  ],
  /** After `/adm/:domain/:course/` and `/:domain/:course/`. */
  underCourse: [
    'audit',
    'contents',
    'copy',
    'deeplinks',
    'export',
    'file',
    'files',
    'import',
    'inspector',
    'journal',
    'links',
    'menus',
    'new',
    'protectors',
    'roster',
    'search',
    'settings',
    'testlaunch',
  ],
} as const;

type Place = keyof typeof reservedWords;

function wordSet(...places: readonly Place[]): ReadonlySet<string> {
  return new Set<string>(places.flatMap((place) => reservedWords[place]));
}

const reservedFor = {
  domain: wordSet('first', 'underAdm'),
  course: wordSet('first', 'underDomain'),
  item: wordSet('first', 'underCourse'),
} as const;

/** Is this id one of our own words there? Compared without case: people and proxies mix `Login` and `login` up. */
export function isReserved(kind: keyof typeof reservedFor, id: string): boolean {
  return reservedFor[kind].has(id.toLowerCase());
}
