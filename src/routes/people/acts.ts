import type { Context } from 'koa';
import type { PersonDetails, Stays } from '../../services/people/person.ts';
import type { DomainCoordinator } from '../../services/rights/coordinators.ts';
import { seeOther } from '../../web/seeOther.ts';
import { type Asked, isConfirmed, showAsk } from '../asking.ts';
import { type Desk, notHere } from '../desk.ts';
import { domainLine, domainPath } from '../deskLines.ts';
import { tellNext } from '../notices.ts';
import { showOneTime } from '../oneTime.ts';
import { say } from '../site.ts';
import type { PeopleRoutes } from './index.ts';
import { personAt } from './person.ts';

interface Here {
  readonly at: DomainCoordinator;
  readonly deeds: PeopleRoutes;
}

/** What is asked for on a page of its own before it is done. */
export const askedActs = ['address', 'disable', 'anonymise', 'erase'] as const;

export type AskedAct = (typeof askedActs)[number];

/** The page that asks. */
export async function ask(ctx: Context, desk: Desk, here: Here & { readonly act: AskedAct }): Promise<void> {
  const details = await personAt(ctx, here);
  showAsk(ctx, desk, { asked: askedOf(ctx, desk, { ...here, details }), faults: [] });
}

/** Its answer. */
export async function act(ctx: Context, desk: Desk, here: Here & { readonly act: AskedAct }): Promise<void> {
  const details = await personAt(ctx, here);
  const asked = askedOf(ctx, desk, { ...here, details });
  if (!(await isConfirmed(ctx, desk, asked))) return;
  if (here.act === 'address') {
    await giveAddress(ctx, desk, { ...here, details });
    return;
  }
  const target = { by: here.at, id: details.person.id };
  const result = await here.deeds[here.act](target);
  if (result.kind !== 'done') {
    refuse(ctx, desk, { asked, stays: result });
    return;
  }
  const { username } = details.person;
  tellNext(ctx, desk.site, saidAfter[here.act], { username });
  const isGone = here.act === 'erase';
  seeOther(ctx, isGone ? domainPath(here.at, 'people') : pathOf(here.at, details));
}

const saidAfter = {
  disable: 'people.wasDisabled',
  anonymise: 'people.wasAnonymised',
  erase: 'people.wasErased',
} as const;

/** What is done at once, because it can be undone or loses nothing. */
export async function doAtOnce(
  ctx: Context,
  desk: Desk,
  { at, deeds, act: which }: Here & { readonly act: 'enable' | 'sessions' },
): Promise<void> {
  const details = await personAt(ctx, { at, deeds });
  const result = await deeds[which]({ by: at, id: details.person.id });
  if (result.kind !== 'done') throw notHere();
  const said = which === 'enable' ? 'people.wasEnabled' : 'people.sessionsEnded';
  tellNext(ctx, desk.site, said, { username: details.person.username });
  seeOther(ctx, pathOf(at, details));
}

function pathOf(at: DomainCoordinator, { person }: PersonDetails): string {
  return domainPath(at, 'people', String(person.id));
}

function refuse(ctx: Context, desk: Desk, { asked, stays }: { asked: Asked; stays: Stays }): void {
  const { t } = say(ctx, desk.site);
  if (stays.kind === 'gone') throw notHere();
  const values = stays.kind === 'last-of-courses' ? { courses: stays.courses.join(', ') } : {};
  showAsk(ctx, desk, { asked, faults: [{ field: '', text: t(`stays.${stays.kind}`, values) }], status: 409 });
}

interface Asking extends Here {
  readonly act: AskedAct;
  readonly details: PersonDetails;
}

const lossKeys: Readonly<Record<AskedAct, readonly string[]>> = {
  address: ['people.addressEndsNothing', 'people.addressVoids', 'people.addressWho'],
  disable: ['people.disableSessions', 'people.disableKeeps', 'people.disableUndo'],
  anonymise: ['people.anonymiseName', 'people.anonymiseKeeps', 'people.goneJournal', 'people.goneAudit'],
  erase: [
    'people.eraseRow',
    'people.eraseRoles',
    'people.goneJournal',
    'people.goneAudit',
    'people.eraseAgain',
  ],
};

const titleKeys: Readonly<Record<AskedAct, readonly [title: string, submit: string]>> = {
  address: ['people.addressTitle', 'people.giveAddress'],
  disable: ['people.disableTitle', 'people.disable'],
  anonymise: ['people.anonymiseTitle', 'people.anonymise'],
  erase: ['people.eraseTitle', 'people.erase'],
};

function askedOf(ctx: Context, desk: Desk, { at, act: which, details }: Asking): Asked {
  const { t } = say(ctx, desk.site);
  const { person, roleCount, sessions } = details;
  const backPath = pathOf(at, details);
  const [title, submit] = titleKeys[which];
  const values = { username: person.username, roles: roleCount, sessions };
  return {
    title: t(title, values),
    lede: '',
    losses: lossKeys[which].map((key) => t(key, values)),
    submit: t(submit),
    isBad: which !== 'address',
    backPath,
    line: domainLine(ctx, desk, {
      at,
      section: 'people',
      crumbs: [
        { title: t('people.title'), path: domainPath(at, 'people') },
        { title: person.displayName, path: backPath },
      ],
    }),
    ...(which === 'erase' || which === 'anonymise'
      ? { typed: { label: t('people.typeUsername', values), expected: person.username } }
      : {}),
    ...(which === 'disable' ? {} : { confirming: at.person }),
  };
}

async function giveAddress(ctx: Context, desk: Desk, { at, deeds, details }: Asking): Promise<void> {
  const given = await deeds.address({ by: at, id: details.person.id });
  if (!given) throw notHere();
  const crumbs = [{ title: say(ctx, desk.site).t('people.title'), path: domainPath(at, 'people') }];
  const line = domainLine(ctx, desk, { at, section: 'people', crumbs });
  showOneTime(ctx, desk, { ...given, line, donePath: pathOf(at, details) });
}
