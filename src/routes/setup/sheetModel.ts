import { type LmsKind, lmsKinds } from '../../model/lmsKinds.ts';
import { launchPath } from '../../model/shortUrl.ts';
import {
  judgeParameter,
  needsEmail,
  type ParameterVerdict,
  usualParameter,
} from '../../model/usernameInLms.ts';
import type { SetupFacts } from '../../services/setup/readSetup.ts';
import type { Texts } from '../../web/texts.ts';
import type { Tab } from '../protectorTabs.ts';
import type { CopyText, ParameterLine, SetupPage, SheetRow } from './pages.ts';
import { type SheetField, type SheetValue, sheets } from './sheets.ts';

export interface SheetOrder {
  readonly facts: SetupFacts;
  readonly lms: LmsKind;
}

type SheetParts = Pick<
  SetupPage,
  | 'lms'
  | 'warnings'
  | 'where'
  | 'rows'
  | 'privacy'
  | 'parameters'
  | 'better'
  | 'usesIdentity'
  | 'place'
  | 'hosts'
  | 'origins'
  | 'notes'
  | 'select'
>;

/** Everything of a sheet that depends on the LMS and the protector, not on the request. */
export function sheetModel({ facts, lms }: SheetOrder, texts: Texts): SheetParts {
  const { t } = texts;
  const { protector } = facts;
  const sheet = sheets[lms];
  const parameters = namesOf(facts);
  const row = rowMaker(facts, texts);
  const asksEmail = sheet.email !== undefined && needsEmail(parameters);
  const lines = parameters.map((name) => parameterLine({ lms, name }, texts));
  const usesIdentity = protector.useIdentity !== false;
  return {
    lms: t(`lmsNames.${lms}`),
    warnings: [
      ...(protector.hasSecret ? [] : [t('setup.noSecret')]),
      ...(protector.enabled ? [] : [t('setup.disabled')]),
      ...(lms === 'openedx' && /[^\w-]/.test(protector.key) ? [t('setupOpenedx.badKey')] : []),
    ],
    where: sheet.where.map((key) => t(key)),
    rows: sheet.fields.map((field, at) => row(field, `v${at}`)),
    privacy: usesIdentity
      ? [...sheet.privacy, ...(asksEmail && sheet.email ? [sheet.email] : [])].map((field, at) =>
          row(field, `p${at}`),
        )
      : [],
    parameters: lines,
    better: betterThan(lms, lines),
    usesIdentity,
    place: sheet.place.map((key) => t(key)),
    hosts: t(lms === 'openedx' ? 'setupOpenedx.hosts' : 'setup.hosts'),
    origins: protector.origins,
    notes: sheet.notes.map((key) => t(key)),
    select: {
      address: { id: 'select-url', text: selectUrlOf(facts), label: t('setup.selectUrl') },
      words: t(selectWords[lms] ?? 'setup.selectOther', { lms: t(`lmsNames.${lms}`) }),
    },
  };
}

/** '' where the protector reads a good one, or where none is known to be better. */
function betterThan(lms: LmsKind, lines: readonly ParameterLine[]): string {
  const usual = usualParameter[lms];
  const isWell = lines.some(({ kind, name }) => kind === 'good' || name === usual);
  return isWell || lms === 'other' ? '' : usual;
}

function namesOf({ protector: { useIdentity } }: SetupFacts): readonly string[] {
  if (useIdentity === false) return [];
  const { parameter, fallbackParameter } = useIdentity;
  return fallbackParameter === undefined ? [parameter] : [parameter, fallbackParameter];
}

/** The launch URL of the chosen link, or what those of all links begin with. */
export function launchUrlOf({ origin, domain, link }: SetupFacts): string {
  return `${origin}${launchPath(domain, link?.shortId ?? '')}`;
}

/** How a teacher's choice of contents is switched on, where it has a way of its own. */
const selectWords: Readonly<Partial<Record<LmsKind, string>>> = {
  moodle: 'setupMoodle.select',
  canvas: 'setupCanvas.select',
};

/** Where the LMS asks for a choice of contents: of all courses that a teacher coordinates, or of this one. */
export function selectUrlOf({ origin, domain, course }: SetupFacts): string {
  return `${origin}/adm/launch/select/${domain}${course === undefined ? '' : `/${course}`}`;
}

function rowMaker(facts: SetupFacts, { t }: Texts) {
  const { protector, origin, domain, course, link } = facts;
  const passportId = `tinygate-${course ?? domain}-${protector.number}`.replace(/[^\w-]/g, '-');
  const base = `${origin}${launchPath(domain, '')}`;
  const values: Readonly<Record<SheetValue, readonly [text: string | undefined, words: string]>> = {
    name: [protector.name, ''],
    url: [link ? launchUrlOf(facts) : undefined, link ? '' : t('setup.eachLink', { base })],
    base: [base, ''],
    host: [new URL(origin).host, ''],
    key: [protector.key, ''],
    secret: [undefined, t('setup.secretWhere')],
    passport: [`"${passportId}:${protector.key}:${t('setup.secretHere')}"`, t('setup.passportWhere')],
    passportId: [passportId, ''],
    module: ['"lti_consumer"', ''],
  };
  return ([key, value]: SheetField, id: string): SheetRow => {
    const label = t(key);
    if (typeof value !== 'string') return { label, copy: undefined, words: t(value.words) };
    const [text, words] = values[value];
    return { label, copy: text === undefined ? undefined : { id, text, label }, words };
  };
}

const kinds: Readonly<Record<ParameterVerdict, ParameterLine['kind']>> = {
  fits: 'good',
  'often-empty': 'warn',
  depends: 'warn',
  'older-only': 'warn',
  changeable: 'warn',
  'author-sets': 'warn',
  'query-sets': 'warn',
  editable: 'warn',
  opaque: 'bad',
  'not-sent': 'bad',
  unknown: 'plain',
};

function parameterLine({ lms, name }: { lms: LmsKind; name: string }, { t }: Texts): ParameterLine {
  const verdict = judgeParameter(lms, name);
  return {
    name,
    kind: kinds[verdict],
    tag: t(`setupTag.${kinds[verdict]}`),
    sentence: t(`setupVerdict.${verdict}`, { lms: t(`lmsNames.${lms}`) }),
  };
}

/** One address for each LMS; what else was asked for is kept. */
export function lmsChoices(
  { current, link, path }: { readonly current: LmsKind; readonly link: string; readonly path: string },
  { t }: Texts,
): readonly Tab[] {
  return lmsKinds.map((lms) => ({
    text: t(`lmsNames.${lms}`),
    path: `${path}?${new URLSearchParams({ lms, ...(link === '' ? {} : { link }) })}`,
    current: lms === current,
  }));
}

/** The public configuration of one link, which an LMS may fetch by itself. */
export function configUrlOf({ origin, domain, link }: SetupFacts, { t }: Texts): CopyText | undefined {
  if (!link) return undefined;
  const text = `${origin}/lti11/config.xml?tiny=${domain}/${link.shortId}`;
  return { id: 'config-url', text, label: t('setup.configUrl') };
}
