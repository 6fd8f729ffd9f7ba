import type { Context } from 'koa';
import { readPerson } from '../../model/person.ts';
import type { DomainCoordinator } from '../../services/rights/coordinators.ts';
import { readFields } from '../../web/formBody.ts';
import { seeOther } from '../../web/seeOther.ts';
import { confirmFieldOf, faultOfConfirming } from '../confirming.ts';
import type { Desk } from '../desk.ts';
import { domainLine, domainPath } from '../deskLines.ts';
import type { FieldFault } from '../formFields.ts';
import { tellNext } from '../notices.ts';
import { wordsOfPerson } from '../personWords.ts';
import { say, show } from '../site.ts';
import { fieldsOf, type PersonValues, personFields } from './form.ts';
import type { PeopleRoutes } from './index.ts';

const nothingTyped: PersonValues = {
  username: '',
  displayName: '',
  email: '',
  coordinator: '',
  mark: '',
  confirmPassword: '',
};

interface Here {
  readonly at: DomainCoordinator;
  readonly deeds: PeopleRoutes;
}

export function newForm(ctx: Context, desk: Desk, { at }: Here): void {
  showForm(ctx, desk, { at, values: nothingTyped, faults: [], status: 200 });
}

export async function make(ctx: Context, desk: Desk, { at, deeds }: Here): Promise<void> {
  const values = await readFields(ctx, personFields, 2_000);
  const texts = say(ctx, desk.site);
  const read = readPerson(values);
  const faults: FieldFault[] = 'username' in read ? [] : [...wordsOfPerson(read, texts)];
  const domainCoordinator = values.coordinator === 'on';
  if (domainCoordinator) {
    const password = values.confirmPassword;
    const confirming = await faultOfConfirming(ctx, desk, { person: at.person, password });
    if (confirming) faults.push(confirming);
  }
  if (!('username' in read) || faults.length > 0) {
    showForm(ctx, desk, { at, values, faults, status: 422 });
    return;
  }
  const result = await deeds.make(at, { ...read, domainCoordinator });
  if (result.kind === 'taken') {
    const text = texts.t(result.username === read.username ? 'people.taken' : 'people.alike', {
      username: result.username,
    });
    showForm(ctx, desk, { at, values, faults: [{ field: 'username', text }], status: 422 });
    return;
  }
  tellNext(ctx, desk.site, 'people.wasMade', { username: read.username });
  seeOther(ctx, domainPath(at, 'people', String(result.id)));
}

interface Shown {
  readonly at: DomainCoordinator;
  readonly values: PersonValues;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

function showForm(ctx: Context, desk: Desk, { at, values, faults, status }: Shown): void {
  const texts = say(ctx, desk.site);
  const { t } = texts;
  show(ctx, desk.site, {
    view: 'people/new',
    status,
    model: {
      page: { title: t('people.newTitle') },
      lede: t('people.newLede'),
      desk: domainLine(ctx, desk, {
        at,
        section: 'people',
        crumbs: [{ title: t('people.title'), path: domainPath(at, 'people') }],
      }),
      faults,
      fields: fieldsOf({ values, faults, isNew: true }, texts),
      confirm: values.coordinator === 'on' ? confirmFieldOf(ctx, desk, faults) : undefined,
      importPath: domainPath(at, 'people', 'import'),
    },
  });
}
