import type Router from '@koa/router';
import type { Context } from 'koa';
import { isLmsKind, lmsInName } from '../../model/lmsKinds.ts';
import { customParameters } from '../../model/usernameParameters.ts';
import type { CourseCoordinator, DomainCoordinator } from '../../services/rights/coordinators.ts';
import type { SetupFacts, SetupQuestion } from '../../services/setup/readSetup.ts';
import { queryWord } from '../../web/listing.ts';
import type { Texts } from '../../web/texts.ts';
import { configXml } from '../configXml.ts';
import { atCourse, atDomain, type Desk, notHere } from '../desk.ts';
import { courseLine, coursePath, domainLine, domainPath } from '../deskLines.ts';
import { fieldOf } from '../formFields.ts';
import { protectorPath, protectorTabs } from '../protectorTabs.ts';
import { say, show } from '../site.ts';
import { configUrlOf, lmsChoices, selectUrlOf, sheetModel } from './sheetModel.ts';

export interface SetupRoutes {
  readonly read: (question: SetupQuestion) => Promise<SetupFacts | undefined>;
}

/** What to enter where in an LMS, for a link protector of a domain or of a course. */
export function mountSetup(router: Router, desk: Desk, { read }: SetupRoutes): void {
  const place = '/protectors/:number/setup';
  for (const [base, guarded] of [
    ['/adm/:domain', atDomain],
    ['/adm/:domain/:course', atCourse],
  ] as const) {
    const ask = (handler: (ctx: Context, desk: Desk, asked: Asked) => void) =>
      guarded(desk, async (ctx: Context, at: DomainCoordinator | CourseCoordinator) => {
        const link = queryWord(ctx, 'link', 400);
        const facts = await read({ by: at, number: numberIn(ctx), link });
        if (!facts) throw notHere();
        handler(ctx, desk, { at, facts, link });
      });
    router.get(`${base}${place}`, ask(sheet));
    router.get(`${base}${place}/config.xml`, ask(config));
  }
}

interface Asked {
  readonly at: DomainCoordinator | CourseCoordinator;
  readonly facts: SetupFacts;
  readonly link: string;
}

function numberIn(ctx: Context): number {
  const { number = '' } = ctx.params as { number?: string };
  if (!/^[1-9]\d{0,8}$/.test(number)) throw notHere();
  return Number(number);
}

function sheet(ctx: Context, desk: Desk, { at, facts, link }: Asked): void {
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const { protector } = facts;
  const word = queryWord(ctx, 'lms', 20);
  const lms = isLmsKind(word) ? word : (lmsInName(protector.name) ?? 'other');
  const isMissing = link !== '' && !facts.link;
  const settingsPath = protectorPath(at, protector.number);
  const configPath = protectorPath(at, protector.number, 'setup', 'config.xml');
  const query = facts.link ? `?link=${facts.link.shortId}` : '';
  show(ctx, desk.site, {
    view: 'setup/sheet',
    status: isMissing ? 404 : 200,
    model: {
      page: { title: protector.name },
      lede: t('setup.lede'),
      desk: lineOf(ctx, desk, at),
      tabs: protectorTabs(ctx, desk, { at, number: protector.number, current: 'setup' }),
      choices: lmsChoices({ current: lms, link: facts.link?.shortId ?? '', path: ctx.path }, texts),
      lmsWord: lms,
      linkField: fieldOf(
        { name: 'link', label: t('setup.link'), hint: t('setup.linkHint') },
        { values: { link }, faults: isMissing ? [{ field: 'link', text: t('setup.noLink') }] : [] },
      ),
      chosen: facts.link ? (facts.link.title ?? t('setup.itemGone')) : '',
      ...sheetModel({ facts, lms }, texts),
      distrust: distrustOf(facts, texts),
      trustPath: trustPathOf(at),
      settingsPath,
      configPath: `${configPath}${query}`,
      configUrl: configUrlOf(facts, texts),
    },
  });
}

/** The commonest surprise: all is well in the LMS, and students are asked to sign in nevertheless. */
function distrustOf({ trusts, course }: SetupFacts, { t }: Texts): string {
  if (trusts) return '';
  return t(course === undefined ? 'setup.distrustDomain' : 'setup.distrustCourse');
}

function trustPathOf(at: Asked['at']): string {
  if (!('course' in at)) return domainPath(at, 'settings');
  return at.isDomainCoordinator ? coursePath(at, 'settings') : '';
}

function lineOf(ctx: Context, desk: Desk, at: Asked['at']) {
  const title = say(ctx, desk.site).t('desk.protectors');
  if (!('course' in at)) {
    const crumbs = [{ title, path: domainPath(at, 'protectors') }];
    return domainLine(ctx, desk, { at, section: 'protectors', crumbs });
  }
  const crumbs = [{ title, path: coursePath(at, 'protectors') }];
  return courseLine(ctx, desk, { at, section: 'protectors', crumbs });
}

/** The same values as a file that many LMSs take. */
function config(ctx: Context, { site }: Desk, { facts, link }: Asked): void {
  if (link !== '' && !facts.link) throw notHere();
  const { protector, origin, domain, course } = facts;
  const model = configXml({
    origin,
    domain,
    title: facts.link?.title ?? protector.name,
    toolId: `tinygate-${course ?? domain}-${protector.number}`,
    sendsNames: protector.useIdentity !== false,
    // LTI's variable for the login name fills them. The schema asks for XML names; others can only be typed into the LMS.
    custom: customParameters(protector.useIdentity)
      .filter((name) => /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(name))
      .map((name) => ({ name, value: '$User.username' })),
    ...(facts.link ? { shortId: facts.link.shortId } : { selectUrl: selectUrlOf(facts) }),
  });
  ctx.type = 'application/xml';
  ctx.attachment(`tinygate-${course ?? domain}-${protector.number}.xml`);
  ctx.body = site.views.render('lti11/config', model, say(ctx, site));
}
