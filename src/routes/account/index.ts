import type Router from '@koa/router';
import type { Context } from 'koa';
import { passwordLengthLimits } from '../../model/passwordRules.ts';
import { Secret } from '../../model/secret.ts';
import { type OwnDeeds, ownerOf, type Self } from '../../services/account/ownAccount.ts';
import { signIn } from '../../services/signin/signIn.ts';
import { addressGroup, clientAddress } from '../../web/clientAddress.ts';
import { readFields } from '../../web/formBody.ts';
import { offsetOf, pageSize, pagesOf, readListing } from '../../web/listing.ts';
import { seeOther } from '../../web/seeOther.ts';
import { type Desk, withAccount } from '../desk.ts';
import { ownLine } from '../deskLines.ts';
import { type FieldFault, fieldOf } from '../formFields.ts';
import { tellNext } from '../notices.ts';
import { say, show } from '../site.ts';
import { sessionLine, soughtSessions } from './sessions.ts';

interface Here {
  readonly self: Self;
  readonly deeds: OwnDeeds;
}

/** One's own things: the password, and where one is signed in. Nobody is here by a launch (R1). */
export function mountAccount(router: Router, desk: Desk, deeds: OwnDeeds): void {
  router.get(
    '/account',
    withAccount(desk, (ctx, self) =>
      showAccount(ctx, desk, { here: { self, deeds }, faults: [], status: 200 }),
    ),
  );
  router.post(
    '/account/password',
    withAccount(desk, (ctx, self) => changePassword(ctx, desk, { self, deeds })),
  );
  router.post(
    '/account/sessions',
    withAccount(desk, (ctx, self) => endOne(ctx, desk, { self, deeds })),
  );
  router.post(
    '/account/everywhere',
    withAccount(desk, async (ctx, self) => {
      await deeds.endAll(self);
      await desk.site.accounts.signOut(ctx);
      seeOther(ctx, '/login');
    }),
  );
}

async function changePassword(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const { self, deeds } = here;
  const values = await readFields(ctx, ['oldPassword', 'newPassword'], 2_000);
  const { t } = say(ctx, desk.site);
  const password = new Secret(values.newPassword);
  const faults: FieldFault[] = (await deeds.faults(self, password)).map((fault) => ({
    field: 'newPassword',
    text: t(`password.${fault}`),
  }));
  const old = await faultOfOld(ctx, desk, self, values.oldPassword);
  if (old) faults.unshift(old);
  if (faults.length > 0) return showAccount(ctx, desk, { here, faults, status: 422 });
  const startedAt = await deeds.setPassword(self, password);
  if (startedAt === undefined) {
    const meanwhile = [{ field: 'oldPassword', text: t('form.passwordWrong') }];
    return showAccount(ctx, desk, { here, faults: meanwhile, status: 409 });
  }
  await desk.site.accounts.signIn(ctx, ownerOf(self), startedAt);
  tellNext(ctx, desk.site, 'account.passwordChanged');
  seeOther(ctx, '/account');
}

/** Tries are counted as those of the sign-in are. */
async function faultOfOld(
  ctx: Context,
  desk: Desk,
  self: Self,
  typed: string,
): Promise<FieldFault | undefined> {
  const { t } = say(ctx, desk.site);
  const fault = (text: string) => ({ field: 'oldPassword', text });
  if (typed === '') return fault(t('form.missing'));
  const result = await signIn(desk.signIn, {
    domain: 'person' in self ? self.person.domain : '',
    username: 'person' in self ? self.person.username : self.administrator.username,
    password: new Secret(typed),
    address: addressGroup(clientAddress(ctx)),
    ticket: undefined,
    browser: undefined,
  });
  if (result.kind === 'signed-in') return undefined;
  if (result.kind === 'wait') return fault(t('signIn.wait', { seconds: result.seconds }));
  return fault(t('form.passwordWrong'));
}

async function endOne(ctx: Context, desk: Desk, { self, deeds }: Here): Promise<void> {
  const { session } = await readFields(ctx, ['session'], 100);
  const isOurs = /^[0-9a-f]{32,64}$/.test(session) && (await deeds.endSession(self, session));
  tellNext(ctx, desk.site, isOurs ? 'account.sessionEnded' : 'account.sessionOver');
  seeOther(ctx, '/account');
}

interface Shown {
  readonly here: Here;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

async function showAccount(ctx: Context, desk: Desk, { here, faults, status }: Shown): Promise<void> {
  const { self, deeds } = here;
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const listing = readListing(ctx);
  const sought = soughtSessions(listing.search, texts);
  const part = { search: sought, offset: offsetOf(listing), most: pageSize };
  const { sessions, found, total } = await deeds.sessions(self, part);
  const search = { path: '/account', label: t('account.sessionsSearch'), value: listing.search, filters: [] };
  const limits = { ...passwordLengthLimits };
  const field = (name: string, label: string, hint = '') => {
    const autocomplete = name === 'oldPassword' ? 'current-password' : 'new-password';
    return fieldOf(
      { name, label, hint, type: 'password', autocomplete, required: true },
      { values: {}, faults },
    );
  };
  const known = 'person' in self ? self.person : self.administrator;
  show(ctx, desk.site, {
    view: 'account/own',
    status,
    model: {
      page: { title: t('account.title') },
      lede: t('account.lede'),
      desk: ownLine(ctx, desk, { self, crumbs: [{ title: t('desk.home'), path: '/' }] }),
      faults,
      fields: [
        field('oldPassword', t('account.oldPassword')),
        field('newPassword', t('password.label'), t('account.newHint', limits)),
      ],
      sessions: sessions.map((session) => sessionLine(ctx, desk, session)),
      search: total > pageSize || found < total ? search : undefined,
      pages: pagesOf(ctx, listing, found),
      username: known.username,
    },
  });
}
