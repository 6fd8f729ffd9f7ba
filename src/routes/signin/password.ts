import type Router from '@koa/router';
import type { Context } from 'koa';
import { Secret } from '../../model/secret.ts';
import { ownerOfAddress, type PasswordOwner, setPassword } from '../../services/signin/setPassword.ts';
import { referenceOf } from '../../web/errorBoundary.ts';
import { readFields } from '../../web/formBody.ts';
import { type Site, say, show } from '../site.ts';
import type { SignInRoutes } from './index.ts';

/** One-time addresses (R2): opening one shows the form and spends nothing; only the POST does. */
export function mountPassword(router: Router, site: Site, { setPassword: parts }: SignInRoutes): void {
  router.get('/password/:token', async (ctx) => {
    const owner = await ownerOfAddress(parts, tokenOf(ctx));
    if (owner) showForm(ctx, site, { owner, faults: [], status: 200 });
    else showVoid(ctx, site);
  });
  router.post('/password/:token', async (ctx) => {
    const { password } = await readFields(ctx, ['password'], 2_000);
    const result = await setPassword(parts, { token: tokenOf(ctx), password: new Secret(password) });
    if (result.kind === 'void') showVoid(ctx, site);
    else if (result.kind === 'faults') showForm(ctx, site, { ...result, status: 422 });
    else
      show(ctx, site, {
        view: 'signin/passwordDone',
        model: { page: { title: say(ctx, site).t('password.doneTitle') } },
      });
  });
}

function tokenOf(ctx: Context): string {
  const { token = '' } = ctx.params as { token?: string };
  return token;
}

interface Shown {
  readonly owner: PasswordOwner;
  readonly faults: readonly string[];
  readonly status: number;
}

function showForm(ctx: Context, site: Site, { owner, faults, status }: Shown): void {
  show(ctx, site, {
    view: 'signin/password',
    status,
    model: {
      page: { title: say(ctx, site).t('password.title') },
      csrf: site.csrf.token(ctx),
      username: owner.username,
      faults: faults.map((fault) => say(ctx, site).t(`password.${fault}`)),
    },
  });
}

function showVoid(ctx: Context, site: Site): void {
  show(ctx, site, {
    view: 'signin/passwordVoid',
    status: 404,
    model: {
      page: { title: say(ctx, site).t('password.voidTitle') },
      reference: referenceOf(ctx, site.newReference),
    },
  });
}
