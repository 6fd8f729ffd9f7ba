import type { Context } from 'koa';
import { isDomainName } from '../model/ids.ts';
import type { Self } from '../services/account/ownAccount.ts';
import {
  type CourseCoordinator,
  courseCoordinator,
  type DomainCoordinator,
  domainCoordinator,
} from '../services/rights/coordinators.ts';
import type { SignInParts } from '../services/signin/signIn.ts';
import type { Administrator } from '../storage/administratorStore.ts';
import type { CourseStore } from '../storage/courseStore.ts';
import type { Person } from '../storage/personStore.ts';
import { HttpProblem, problemTexts } from '../web/httpProblem.ts';
import { seeOther } from '../web/seeOther.ts';
import { askAgain } from './askAgain.ts';
import { type Site, visitOf } from './site.ts';
import { typedForm } from './typedForm.ts';

/** What pages under `/adm` are given: who may be there is judged here, once, for all of them. */
export interface Desk {
  readonly site: Site;
  readonly courses: CourseStore;
  /** For asking the password again. */
  readonly signIn: SignInParts;
}

export interface ServerAdministrator {
  readonly administrator: Administrator;
}

type Handler<At> = (ctx: Context, at: At) => Promise<void> | void;
type Guarded = (ctx: Context) => Promise<void>;

/** A page of a domain, for its coordinators; for everybody else it is not there (contract.md, Routes). */
export function atDomain(desk: Desk, handler: Handler<DomainCoordinator>): Guarded {
  return withPerson(desk, async (ctx, person) => {
    const { domain = '' } = ctx.params as { domain?: string };
    const at = await domainCoordinator(rights(desk), person, domain);
    if (!at) throw notHere();
    await handler(ctx, at);
  });
}

/** A page of a course, for its coordinators and its domain's. */
export function atCourse(desk: Desk, handler: Handler<CourseCoordinator>): Guarded {
  return withPerson(desk, async (ctx, person) => {
    const { domain = '', course = '' } = ctx.params as { domain?: string; course?: string };
    const at = await courseCoordinator(rights(desk), person, { domain, course });
    if (!at) throw notHere();
    await handler(ctx, at);
  });
}

/** A page of the server, for its administrators; people of a domain do not find it (R2). */
export function atServer(desk: Desk, handler: Handler<ServerAdministrator>): Guarded {
  return async (ctx) => {
    const { person, administrator } = await visitOf(ctx, desk.site);
    if (administrator) return handler(ctx, { administrator });
    if (person) throw notHere();
    await askToSignIn(ctx, desk);
  };
}

/** A page of one's own. Launches open no account page (R1): nobody is here without a password. */
export function withPerson(desk: Desk, handler: Handler<Person>): Guarded {
  return async (ctx) => {
    const { person, administrator } = await visitOf(ctx, desk.site);
    if (person) return handler(ctx, person);
    if (administrator) throw notHere();
    await askToSignIn(ctx, desk);
  };
}

/** A page of one's own for whoever has an account, server administrators too. */
export function withAccount(desk: Desk, handler: Handler<Self>): Guarded {
  return async (ctx) => {
    const { person, administrator } = await visitOf(ctx, desk.site);
    if (person) return handler(ctx, { person });
    if (administrator) return handler(ctx, { administrator });
    await askToSignIn(ctx, desk);
  };
}

function rights({ courses, site }: Desk) {
  return { courses, now: site.now };
}

/** What one may not know of answers like what is not there. */
export function notHere(): HttpProblem {
  return new HttpProblem(404, problemTexts.notFound);
}

/** Whether the address exists is not said to whoever is nobody yet. What was typed into a form is kept. */
async function askToSignIn(ctx: Context, { site }: Desk): Promise<void> {
  if (ctx.method === 'GET' || ctx.method === 'HEAD') {
    seeOther(ctx, `/login?next=${encodeURIComponent(ctx.path)}`);
    return;
  }
  const form = await typedForm(ctx, site.uploads);
  const [, word = '', domain = ''] = form.path.split('/');
  const isDomain = word === 'adm' && isDomainName(domain);
  askAgain(ctx, site, { form, username: '', domain: isDomain ? domain : '', problem: '', status: 403 });
}
