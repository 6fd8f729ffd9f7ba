import type { Context } from 'koa';
import { type Site, say, show } from './site.ts';
import { type TypedForm, writeTyped } from './typedForm.ts';

interface Asked {
  readonly form: TypedForm;
  readonly username: string;
  readonly domain: string;
  readonly problem: string;
  readonly status: number;
}

/** Asks whoever sent a form after the session was over to sign in, and keeps what the form held. */
export function askAgain(ctx: Context, site: Site, { form, username, domain, problem, status }: Asked): void {
  const typed = writeTyped(form);
  const long = typed === undefined ? form.pairs.filter(([, value]) => value.length > 200) : [];
  show(ctx, site, {
    view: 'signin/again',
    status,
    model: {
      page: { title: say(ctx, site).t('signInAgain.title') },
      csrf: site.csrf.token(ctx),
      typed: typed ?? writeTyped({ path: form.path, pairs: [], way: 'nothing' }) ?? '',
      tooLong: long.map(([, value]) => value),
      isKept: typed !== undefined && form.way !== 'nothing',
      asksFile: form.way === 'file',
      username,
      domain,
      problem,
    },
  });
}
