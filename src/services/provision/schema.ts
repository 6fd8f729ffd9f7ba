import { z } from 'zod';
import { targets } from '../../model/deepLink.ts';
import { relaunchModes } from '../../model/protector.ts';
import { courseRoles } from '../../model/roles.ts';
import { characterKinds } from '../../model/secretRules.ts';
import * as field from './fields.ts';
import { byName, chosen, map } from './forms.ts';
import { menu, recommendedLauncher } from './smallParts.ts';

const isText = (input: unknown): boolean => typeof input === 'string';
const isList = (input: unknown): boolean => Array.isArray(input);

const access = field.word(['either', 'only', 'off'], 'an access');
const scope = field.word(['resource', 'folder', 'subtree'], 'a scope');
const others = field.word(['hide', 'show'], "a setting of 'others'");
const listing = field.word(['full', 'details', 'absent'], 'a listing');
const target = field.word(targets, 'a target');
const mode = field.word(['off', 'warn', 'enforce'], 'a strength of this check');

const protectors = z.array(field.protectorLink);
const protectKey = map({ key: field.sharedWord }, true);
/** The value is not repeated: it may be a shared word in the wrong form. */
const noProtect = z.literal('none', {
  error: 'write none, a list such as ["domain:NAME", "course:NAME"], or { key: "shared word" }',
});

/** `none`, a list of link protectors, or `{ key: word }`; the word is a secret (R9). */
const protect = chosen<'none' | string[] | { key: string }>((input) =>
  isText(input) ? noProtect : isList(input) ? protectors : protectKey,
);

const namedExit = field.word(['lms', 'none'], 'an exit');
const ownExit = map({ url: field.webAddress, text: field.buttonText });

/** `lms`, `none`, or an own address with the text of its button. */
const exit = chosen<'lms' | 'none' | { url: string; text: string }>((input) =>
  typeof input === 'object' && input !== null ? ownExit : namedExit,
);

const parts = {
  access: access.optional(),
  protect: protect.optional(),
  scope: scope.optional(),
  others: others.optional(),
  listing: listing.optional(),
  target: target.optional(),
  exit: exit.optional(),
  menu: field.menuName.optional(),
};

const audienceParts = map(parts);

const deepLink = map({
  ...parts,
  sections: byName(audienceParts).optional(),
  users: byName(audienceParts).optional(),
});

const strip = map({ strip: field.nameEnding });
const namedTransform = field.word(['none', 'lower'], 'a transform');

const useIdentityParts = map({
  parameter: field.parameterName,
  fallbackParameter: field.parameterName.optional(),
  transform: chosen<'none' | 'lower' | { strip: string }>((input) =>
    isText(input) ? namedTransform : strip,
  ).optional(),
  otherwise: field.word(['login', 'stop'], "a setting of 'otherwise'").optional(),
});

const notUsed = z.literal(false, { error: 'write false, or { parameter: ... } to use the identity' });

const protector = map({
  name: field.protectorName,
  number: field.protectorNumber.optional(),
  key: field.protectorKey.optional(),
  secret: field.secret.optional(),
  nonceLifetime: field.nonceLifetime.optional(),
  enabled: z.boolean().optional(),
  validFrom: field.time.optional(),
  validUntil: field.time.optional(),
  useIdentity: chosen<false | z.infer<typeof useIdentityParts>>((input) =>
    typeof input === 'object' ? useIdentityParts : notUsed,
  ).optional(),
  origins: z.array(field.origin).optional(),
  originCheck: mode.optional(),
  rememberUsers: mode.optional(),
  relaunch: field.word(relaunchModes, 'a way with relaunches').optional(),
});

const item = map({
  id: field.itemId,
  folder: field.title.optional(),
  page: field.title.optional(),
  file: field.title.optional(),
  site: field.title.optional(),
  web: field.title.optional(),
  body: field.body.optional(),
  path: field.filePath.optional(),
  url: field.webAddress.optional(),
  deepLink: deepLink.optional(),
  get contents() {
    return z.array(item).optional();
  },
});

const linkPlace = map({
  protector: field.protectorLink,
  context: field.lmsId,
  resourceLink: field.lmsId.optional(),
});

const shortUrl = map({
  item: field.itemId,
  id: field.shortId.optional(),
  enabled: z.boolean().optional(),
  validFrom: field.time.optional(),
  validUntil: field.time.optional(),
  placeCheck: mode.optional(),
  places: z.array(linkPlace).optional(),
});

type ShortUrlEntry = string | z.infer<typeof shortUrl>;

const shortUrls = chosen<'all' | ShortUrlEntry[]>((input) =>
  isText(input)
    ? field.word(['all'], 'a choice of items')
    : z.array(chosen<ShortUrlEntry>((entry) => (typeof entry === 'object' ? shortUrl : field.itemId))),
);

const role = map({
  username: field.username,
  role: field.word(courseRoles, 'a role'),
  section: field.section.optional(),
  starts: field.day.optional(),
  ends: field.day.optional(),
});

const course = map({
  id: field.courseId,
  title: field.title.optional(),
  trustLaunchUsernames: z.boolean().optional(),
  roles: z.array(role).optional(),
  protectors: z.array(protector).optional(),
  menus: z.array(menu).optional(),
  deepLink: deepLink.optional(),
  contents: z.array(item).optional(),
  shortUrls: shortUrls.optional(),
});

const person = map({
  username: field.username,
  name: field.title.optional(),
  email: field.email.optional(),
  password: field.password.optional(),
  passwordHash: field.passwordHash.optional(),
  domainCoordinator: z.boolean().optional(),
  disabled: z.boolean().optional(),
});

const domain = map({
  name: field.domainName,
  title: field.title.optional(),
  publicUrl: field.origin.optional(),
  timeZone: field.timeZone.optional(),
  trustLaunchUsernames: z.boolean().optional(),
  journalDays: field.journalDays.optional(),
  secretRules: map({
    minLength: field.secretLength.optional(),
    maxLength: field.secretLength.optional(),
    require: z.array(field.word(characterKinds, 'a kind of character')).optional(),
  }).optional(),
  recommendedLaunchers: z.array(recommendedLauncher).optional(),
  people: z.array(person).optional(),
  protectors: z.array(protector).optional(),
  courses: z.array(course).optional(),
});

/** The form of a provision file (contract.md, Provision file). What holds between its parts is judged elsewhere. */
export const provisionSchema = map({ domains: z.array(domain) });

export type FileDomain = z.infer<typeof domain>;
export type FileLauncher = z.infer<typeof recommendedLauncher>;
export type FilePerson = z.infer<typeof person>;
export type FileProtector = z.infer<typeof protector>;
export type FileCourse = z.infer<typeof course>;
export type FileRole = z.infer<typeof role>;
export type FileItem = z.infer<typeof item>;
export type FileDeepLink = z.infer<typeof deepLink>;
export type FileParts = z.infer<typeof audienceParts>;
export type FileLinkPlace = z.infer<typeof linkPlace>;
export type FileShortUrls = z.infer<typeof shortUrls>;
