import type Router from '@koa/router';
import type { Context } from 'koa';
import { Secret } from '../../model/secret.ts';
import { signIn } from '../../services/signin/signIn.ts';
import { addressGroup, clientAddress } from '../../web/clientAddress.ts';
import { readFields } from '../../web/formBody.ts';
import { HttpProblem, problemTexts } from '../../web/httpProblem.ts';
import { seeOther } from '../../web/seeOther.ts';
import { askAgain } from '../askAgain.ts';
import { problemOf } from '../signInProblem.ts';
import { type Site, say, show } from '../site.ts';
import { readTyped, seenPairs } from '../typedForm.ts';
import type { SignInRoutes } from './index.ts';
import { knownBrowser, rememberBrowser } from './knownBrowser.ts';

/** Signing in again in the middle of something that was typed: it waits on the page, and is sent by one more press. */
export function mountTypedAgain(router: Router, site: Site, routes: SignInRoutes): void {
  router.post('/login/again', (ctx) => submit(ctx, site, routes));
}

async function submit(ctx: Context, site: Site, routes: SignInRoutes): Promise<void> {
  const names = ['username', 'password', 'domain', 'typed'] as const;
  const { username, password, domain, typed } = await readFields(ctx, names, 100_000);
  const form = readTyped(typed);
  if (form === undefined) throw new HttpProblem(400, problemTexts.badForm);
  const account = `${domain.trim()}/${username}`;
  const startedAt = site.now();
  const result = await signIn(routes.signIn, {
    domain: domain.trim(),
    username,
    password: new Secret(password),
    address: addressGroup(clientAddress(ctx)),
    ticket: undefined,
    browser: knownBrowser(ctx, site, { routes, account }),
  });
  if (result.kind !== 'signed-in') {
    const { problem, status } = problemOf(ctx, site, result);
    askAgain(ctx, site, { form, username, domain, problem, status });
    return;
  }
  await site.accounts.signIn(ctx, result.owner, startedAt);
  rememberBrowser(ctx, site, { routes, account });
  // It was too long to be carried here, and was shown to be copied.
  if (form.way === 'nothing') return seeOther(ctx, '/');
  const { t } = say(ctx, site);
  show(ctx, site, {
    view: 'signin/typed',
    model: {
      page: { title: t('signInAgain.doneTitle') },
      lede: t('signInAgain.doneLede'),
      csrf: site.csrf.tokenAcrossSignIn(ctx),
      action: form.path,
      pairs: form.pairs,
      seen: seenPairs(form),
      way: form.way,
    },
  });
}
