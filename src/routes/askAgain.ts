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
  show(ctx, site, {
    view: 'signin/again',
    status,
    model: {
      page: { title: say(ctx, site).t('signInAgain.title') },
      csrf: site.csrf.token(ctx),
      typed: writeTyped(form),
      username,
      domain,
      problem,
    },
  });
}
