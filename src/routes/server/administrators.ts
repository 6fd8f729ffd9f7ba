import type { Context } from 'koa';
import { readFields } from '../../web/formBody.ts';
import { likePattern, offsetOf, pageSize, pagesOf, readListing } from '../../web/listing.ts';
import { seeOther } from '../../web/seeOther.ts';
import { type Asked, isConfirmed, showAsk } from '../asking.ts';
import { confirmFieldOf, faultOfConfirming } from '../confirming.ts';
import { type Desk, notHere } from '../desk.ts';
import { serverLine } from '../deskLines.ts';
import { type FieldFault, fieldOf } from '../formFields.ts';
import { tellNext } from '../notices.ts';
import { showOneTime } from '../oneTime.ts';
import { say, show } from '../site.ts';
import type { ServerHere } from './domains.ts';

const path = '/adm/administrators';

export async function administratorsPage(ctx: Context, desk: Desk, here: ServerHere): Promise<void> {
  await showList(ctx, desk, { here, typed: '', faults: [], status: 200 });
}

export async function makeAdministrator(ctx: Context, desk: Desk, here: ServerHere): Promise<void> {
  const { at, deeds } = here;
  const values = await readFields(ctx, ['username', 'confirmPassword'], 2_000);
  const { t } = say(ctx, desk.site);
  const person = { domain: '', username: at.administrator.username };
  const confirming = await faultOfConfirming(ctx, desk, { person, password: values.confirmPassword });
  const again = (faults: readonly FieldFault[]) =>
    showList(ctx, desk, { here, typed: values.username, faults, status: 422 });
  if (confirming) return again([confirming]);
  const result = await deeds.makeAdministrator({ by: at.administrator, username: values.username });
  if (result.kind !== 'made') {
    const key = result.kind === 'taken' ? 'serverPages.administratorTaken' : 'people.badUsername';
    return again([{ field: 'username', text: t(key) }]);
  }
  const line = serverLine(ctx, desk, { at, section: 'administrators' });
  const { username, address } = result;
  const url = deeds.publicUrl + address.path;
  showOneTime(ctx, desk, { username, url, expiresAt: address.expiresAt, line, donePath: path });
}

function idAt(ctx: Context): number {
  const { administrator = '' } = ctx.params as { administrator?: string };
  if (!/^[1-9]\d{0,9}$/.test(administrator)) throw notHere();
  return Number(administrator);
}

export async function enableAdministrator(
  ctx: Context,
  desk: Desk,
  { at, deeds }: ServerHere,
): Promise<void> {
  const result = await deeds.setDisabled({ by: at.administrator, id: idAt(ctx), disabled: false });
  if (result.kind === 'gone') throw notHere();
  tellNext(ctx, desk.site, 'serverPages.administratorEnabled');
  seeOther(ctx, path);
}

type Asking = ServerHere & { readonly act: 'disable' | 'address' };

export async function askAboutAdministrator(ctx: Context, desk: Desk, here: Asking): Promise<void> {
  showAsk(ctx, desk, { asked: await askedOf(ctx, desk, here), faults: [] });
}

export async function takeAnswer(ctx: Context, desk: Desk, here: Asking): Promise<void> {
  const { at, deeds, act } = here;
  const asked = await askedOf(ctx, desk, here);
  if (!(await isConfirmed(ctx, desk, asked))) return;
  const id = idAt(ctx);
  if (act === 'address') {
    const given = await deeds.administratorAddress({ by: at.administrator, id });
    if (!given) throw notHere();
    const line = serverLine(ctx, desk, { at, section: 'administrators' });
    showOneTime(ctx, desk, { ...given, url: deeds.publicUrl + given.path, line, donePath: path });
    return;
  }
  const result = await deeds.setDisabled({ by: at.administrator, id, disabled: true });
  if (result.kind === 'gone') throw notHere();
  if (result.kind === 'self') {
    const faults = [{ field: '', text: say(ctx, desk.site).t('serverPages.notYourself') }];
    showAsk(ctx, desk, { asked, faults, status: 409 });
    return;
  }
  tellNext(ctx, desk.site, 'serverPages.administratorDisabled');
  seeOther(ctx, path);
}

async function askedOf(ctx: Context, desk: Desk, { at, deeds, act }: Asking): Promise<Asked> {
  const id = idAt(ctx);
  const found = await deeds.administrator(id);
  if (!found) throw notHere();
  const { t } = say(ctx, desk.site);
  const values = { username: found.username };
  const isAddress = act === 'address';
  return {
    title: t(isAddress ? 'people.addressTitle' : 'people.disableTitle', values),
    lede: '',
    losses: isAddress
      ? [t('people.addressEndsNothing'), t('people.addressVoids'), t('people.addressWho', values)]
      : [t('serverPages.disableEnds'), t('people.disableUndo')],
    submit: t(isAddress ? 'people.giveAddress' : 'people.disable'),
    isBad: !isAddress,
    backPath: path,
    line: serverLine(ctx, desk, {
      at,
      section: 'administrators',
      crumbs: [{ title: t('desk.administrators'), path }],
    }),
    confirming: { domain: '', username: at.administrator.username },
  };
}

interface Shown {
  readonly here: ServerHere;
  readonly typed: string;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

async function showList(ctx: Context, desk: Desk, { here, typed, faults, status }: Shown): Promise<void> {
  const { at, deeds } = here;
  const { t } = say(ctx, desk.site);
  const listing = readListing(ctx);
  const pattern = listing.search === '' ? undefined : likePattern(listing.search);
  const listed = await deeds.administrators({ pattern, offset: offsetOf(listing), most: pageSize });
  const username = { name: 'username', label: t('people.username'), required: true };
  show(ctx, desk.site, {
    view: 'server/administrators',
    status,
    model: {
      page: { title: t('desk.administrators') },
      lede: t('serverPages.administratorsLede'),
      desk: serverLine(ctx, desk, { at, section: 'administrators' }),
      faults,
      search: { path, label: t('serverPages.searchAdministrators'), value: listing.search, filters: [] },
      pages: pagesOf(ctx, listing, listed.total),
      administrators: listed.administrators.map(({ id, ...one }) => ({
        ...one,
        isSelf: id === at.administrator.id,
        path: `${path}/${id}`,
      })),
      fields: [fieldOf(username, { values: { username: typed }, faults })],
      confirm: confirmFieldOf(ctx, desk, faults),
    },
  });
}
