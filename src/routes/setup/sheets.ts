import type { LmsKind } from '../../model/lmsKinds.ts';

/** What belongs into one field of the LMS. */
export type SheetValue =
  | 'name'
  | 'url'
  | 'base'
  | 'host'
  | 'key'
  | 'secret'
  | 'passport'
  | 'passportId'
  | 'module';

/** A field of the LMS by its label, and its value or the words that say what to choose. */
export type SheetField = readonly [label: string, value: SheetValue | { readonly words: string }];

export interface Sheet {
  /** Where the tool is made: one sentence for each way. */
  readonly where: readonly string[];
  readonly fields: readonly SheetField[];
  /** What it must send of people; the second list only where e-mail addresses name them. */
  readonly privacy: readonly SheetField[];
  readonly email: SheetField | undefined;
  /** How a link comes into a course. */
  readonly place: readonly string[];
  readonly notes: readonly string[];
}

const words = (key: string) => ({ words: key });

/** One sheet for each LMS: keys of texts, in the order in which somebody works through them. */
export const sheets: Readonly<Record<LmsKind, Sheet>> = {
  moodle: {
    where: ['setupMoodle.whereSite', 'setupMoodle.whereCourse'],
    fields: [
      ['setupMoodle.name', 'name'],
      ['setupMoodle.url', 'url'],
      ['setupMoodle.version', words('setupMoodle.versionValue')],
      ['setupMoodle.key', 'key'],
      ['setupMoodle.secret', 'secret'],
      ['setupMoodle.container', words('setupMoodle.containerValue')],
    ],
    privacy: [
      ['setupMoodle.shareName', words('setupMoodle.always')],
      ['setupMoodle.grades', words('setupMoodle.never')],
    ],
    email: ['setupMoodle.shareEmail', words('setupMoodle.always')],
    place: ['setupMoodle.place', 'setupMoodle.placeNew'],
    notes: ['setupMoodle.noteCase', 'setupMoodle.noteUnsigned'],
  },
  canvas: {
    where: ['setupCanvas.where', 'setupCanvas.whereXml'],
    fields: [
      ['setupCanvas.type', words('setupCanvas.typeValue')],
      ['setupCanvas.name', 'name'],
      ['setupCanvas.key', 'key'],
      ['setupCanvas.secret', 'secret'],
      ['setupCanvas.url', 'url'],
      ['setupCanvas.domain', 'host'],
    ],
    privacy: [['setupCanvas.privacy', words('setupCanvas.privacyValue')]],
    email: undefined,
    place: ['setupCanvas.place'],
    notes: ['setupCanvas.noteQuery', 'setupCanvas.noteTest'],
  },
  openedx: {
    where: ['setupOpenedx.where', 'setupOpenedx.whereUnit'],
    fields: [
      ['setupOpenedx.modules', 'module'],
      ['setupOpenedx.passports', 'passport'],
      ['setupOpenedx.version', words('setupOpenedx.versionValue')],
      ['setupOpenedx.id', 'passportId'],
      ['setupOpenedx.url', 'url'],
      ['setupOpenedx.target', words('setupOpenedx.targetValue')],
    ],
    privacy: [
      ['setupOpenedx.flag', words('setupOpenedx.flagValue')],
      ['setupOpenedx.username', words('setupOpenedx.true')],
    ],
    email: ['setupOpenedx.email', words('setupOpenedx.true')],
    place: ['setupOpenedx.place'],
    notes: ['setupOpenedx.noteReturn', 'setupOpenedx.noteStudio'],
  },
  sakai: {
    where: ['setupSakai.where', 'setupSakai.whereSite'],
    fields: [
      ['setupSakai.name', 'name'],
      ['setupSakai.url', 'url'],
      ['setupSakai.key', 'key'],
      ['setupSakai.secret', 'secret'],
      ['setupSakai.popup', words('setupSakai.popupValue')],
    ],
    privacy: [['setupSakai.names', words('setupSakai.ticked')]],
    email: ['setupSakai.email', words('setupSakai.ticked')],
    place: ['setupSakai.place'],
    notes: ['setupSakai.noteCustom', 'setupSakai.noteTwice'],
  },
  blackboard: {
    where: ['setupBlackboard.where'],
    fields: [
      ['setupBlackboard.domain', 'host'],
      ['setupBlackboard.status', words('setupBlackboard.statusValue')],
      ['setupBlackboard.defaults', words('setupBlackboard.defaultsValue')],
      ['setupBlackboard.key', 'key'],
      ['setupBlackboard.secret', 'secret'],
      ['setupBlackboard.url', 'url'],
    ],
    privacy: [
      ['setupBlackboard.send', words('setupBlackboard.sendValue')],
      ['setupBlackboard.fields', words('setupBlackboard.fieldsValue')],
    ],
    email: ['setupBlackboard.fields', words('setupBlackboard.emailValue')],
    place: ['setupBlackboard.place', 'setupBlackboard.placeUltra'],
    notes: ['setupBlackboard.noteVersion'],
  },
  brightspace: {
    where: ['setupBrightspace.where', 'setupBrightspace.whereLink'],
    fields: [
      ['setupBrightspace.point', 'base'],
      ['setupBrightspace.key', 'key'],
      ['setupBrightspace.secret', 'secret'],
      ['setupBrightspace.title', 'name'],
      ['setupBrightspace.url', 'url'],
      ['setupBrightspace.signature', words('setupBrightspace.signatureValue')],
    ],
    privacy: [
      ['setupBrightspace.username', words('setupBrightspace.ticked')],
      ['setupBrightspace.context', words('setupBrightspace.ticked')],
    ],
    email: ['setupBrightspace.email', words('setupBrightspace.ticked')],
    place: ['setupBrightspace.place'],
    notes: ['setupBrightspace.noteSwitches'],
  },
  other: {
    where: ['setupOther.where'],
    fields: [
      ['setupOther.name', 'name'],
      ['setupOther.url', 'url'],
      ['setupOther.key', 'key'],
      ['setupOther.secret', 'secret'],
      ['setupOther.version', words('setupOther.versionValue')],
      ['setupOther.window', words('setupOther.windowValue')],
    ],
    privacy: [['setupOther.people', words('setupOther.peopleValue')]],
    email: ['setupOther.email', words('setupOther.emailValue')],
    place: ['setupOther.place'],
    notes: ['setupOther.noteOauth'],
  },
};
