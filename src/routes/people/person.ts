import type { Context } from 'koa';
import { usualJournalDays } from '../../model/journalKeeping.ts';
import { readPerson } from '../../model/person.ts';
import type { PersonDetails } from '../../services/people/person.ts';
import type { DomainCoordinator } from '../../services/rights/coordinators.ts';
import { readFields } from '../../web/formBody.ts';
import { seeOther } from '../../web/seeOther.ts';
import { timeText } from '../../web/time.ts';
import { confirmFieldOf, faultOfConfirming } from '../confirming.ts';
import { type Desk, notHere } from '../desk.ts';
import { domainLine, domainPath } from '../deskLines.ts';
import type { FieldFault } from '../formFields.ts';
import { tellNext } from '../notices.ts';
import { wordsOfPerson } from '../personWords.ts';
import { say, show } from '../site.ts';
import { fieldsOf, type PersonValues, personFields } from './form.ts';
import type { PeopleRoutes } from './index.ts';
import { rolesPart } from './roles.ts';

interface Here {
  readonly at: DomainCoordinator;
  readonly deeds: PeopleRoutes;
}

/** The person that the address names, of this domain. @throws HttpProblem 404 */
export async function personAt(ctx: Context, { at, deeds }: Here): Promise<PersonDetails> {
  const { person = '' } = ctx.params as { person?: string };
  if (!/^[1-9]\d{0,9}$/.test(person)) throw notHere();
  const details = await deeds.details(at, Number(person));
  if (!details) throw notHere();
  return details;
}

export async function personPage(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const details = await personAt(ctx, here);
  const values = valuesOf(details.person, details.mark);
  await showPerson(ctx, desk, { here, details, values, faults: [], status: 200 });
}

function valuesOf(
  { displayName, email, domainCoordinator }: Omit<PersonDetails['person'], 'id'>,
  mark: string,
): PersonValues {
  const coordinator = domainCoordinator ? 'on' : '';
  return { username: '', displayName, email: email ?? '', coordinator, mark, confirmPassword: '' };
}

export async function changePerson(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const { at, deeds } = here;
  const details = await personAt(ctx, here);
  const { person } = details;
  const values = await readFields(ctx, personFields, 2_000);
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const read = readPerson({ ...values, username: person.username });
  const faults: FieldFault[] = 'username' in read ? [] : [...wordsOfPerson(read, texts)];
  const domainCoordinator = values.coordinator === 'on';
  if (domainCoordinator !== person.domainCoordinator) {
    const password = values.confirmPassword;
    const confirming = await faultOfConfirming(ctx, desk, { person: at.person, password });
    if (confirming) faults.push(confirming);
  }
  const again = (more: readonly FieldFault[], status: number, mark = values.mark) =>
    showPerson(ctx, desk, { here, details, values: { ...values, mark }, faults: more, status });
  if (!('username' in read) || faults.length > 0) return again(faults, 422);
  const { displayName, email } = read;
  const change = { displayName, email, domainCoordinator };
  const result = await deeds.change({ by: at, id: person.id, change, mark: values.mark });
  if (result.kind === 'gone') throw notHere();
  if (result.kind === 'self') return again([{ field: 'coordinator', text: t('stays.selfRight') }], 422);
  if (result.kind === 'last-of-domain')
    return again([{ field: 'coordinator', text: t('stays.last-of-domain') }], 422);
  if (result.kind === 'meanwhile') {
    const there = valuesOf(result.now, result.mark);
    const names = ['displayName', 'email', 'coordinator'] as const;
    const beside = names
      .filter((name) => there[name] !== values[name])
      .map((field) => ({ field, text: t('form.now', { value: inWords(there[field], t) }) }));
    return again([{ field: '', text: t('form.changedMeanwhile') }, ...beside], 409, result.mark);
  }
  tellNext(ctx, desk.site, result.kind === 'changed' ? 'people.saved' : 'people.unchanged');
  seeOther(ctx, domainPath(at, 'people', String(person.id)));
}

function inWords(value: string, t: ReturnType<typeof say>['t']): string {
  return value === 'on' ? t('settings.on') : value === '' ? t('settings.off') : value;
}

interface Shown {
  readonly here: Here;
  readonly details: PersonDetails;
  readonly values: PersonValues;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

async function showPerson(
  ctx: Context,
  desk: Desk,
  { here, details, values, faults, status }: Shown,
): Promise<void> {
  const { at } = here;
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const { person } = details;
  const setting = { now: desk.site.now(), zone: at.domain.timeZone, lang: texts.lang };
  const roles = await rolesPart(ctx, here, { person, texts });
  const changesRight = (values.coordinator === 'on') !== person.domainCoordinator;
  show(ctx, desk.site, {
    view: 'people/person',
    status,
    model: {
      page: { title: person.displayName },
      lede: '',
      desk: domainLine(ctx, desk, {
        at,
        section: 'people',
        crumbs: [{ title: t('people.title'), path: domainPath(at, 'people') }],
      }),
      faults,
      mark: values.mark,
      fields: fieldsOf({ values, faults, isNew: false }, texts),
      confirm: changesRight ? confirmFieldOf(ctx, desk, faults) : undefined,
      username: person.username,
      disabled: person.disabled,
      coordinator: person.domainCoordinator,
      hasPassword: person.hasPassword,
      made: timeText(person.madeAt, setting),
      sessions: details.sessions,
      addressUntil: details.addressUntil === undefined ? undefined : timeText(details.addressUntil, setting),
      ...roles,
      path: domainPath(at, 'people', String(person.id)),
      isSelf: person.id === at.person.id,
      keeping: t('people.keeping', { days: details.journalDays ?? usualJournalDays }),
    },
  });
}
