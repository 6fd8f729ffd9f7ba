import type { IncomingMessage } from 'node:http';
import Koa from 'koa';
import { type Activity, activities } from './activities.ts';
import { choiceForm, readChosen } from './choosing.ts';
import { isManner, type LaunchForm, launchForm } from './launchForm.ts';
import { activityPage, backPage, chosenPage, homePage, launchPage, missingPage } from './pages.ts';
import { type LmsPerson, people, personCalled } from './people.ts';

export interface LmsParts {
  /** Where the LMS itself is: an origin. */
  readonly lms: string;
  readonly tinygate: string;
  readonly launchUrlOf: (item: string) => string | undefined;
  /** Where teachers choose contents. */
  readonly selectUrl: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly newNonce: () => string;
}

/** The stand-in LMS: one course page, its activities in frames and windows, and ways to spoil a launch. */
export function lmsApp(parts: LmsParts): Koa {
  const app = new Koa();
  let last: LaunchForm | undefined;
  let all = activities;

  app.use(async (ctx) => {
    const words = new URLSearchParams(ctx.querystring);
    const person = personCalled(words.get('as') ?? '') ?? first(people);
    const place = Number(words.get('place') ?? Number.NaN);
    const activity = all[place];
    ctx.type = 'html';
    if (ctx.path === '/') {
      ctx.body = homePage({ person, activities: all, tinygate: parts.tinygate, hasLast: last !== undefined });
    } else if (ctx.path === '/activity' && activity) {
      ctx.body = activityPage(activity.name, `/launch?place=${place}&as=${person.username}&target=iframe`);
    } else if (ctx.path === '/launch' && activity) {
      last = order(parts, { activity, place, person, words }) ?? last;
      ctx.body = last ? launchPage(last) : missingPage();
    } else if (ctx.path === '/again' && last) {
      ctx.body = launchPage(last);
    } else if (ctx.path === '/choose') {
      ctx.body = activityPage('Select content', '/choose/start');
    } else if (ctx.path === '/choose/start') {
      const now = Math.floor(parts.now() / 1000);
      const { lms, selectUrl } = parts;
      ctx.body = launchPage(choiceForm({ lms, selectUrl, now, nonce: parts.newNonce() }));
    } else if (ctx.path === '/chosen' && ctx.method === 'POST') {
      const chosen = readChosen(await formOf(ctx.req), parts.lms + ctx.url);
      all = [...all, ...chosen.activities];
      ctx.body = chosenPage(chosen);
    } else if (ctx.path === '/back') {
      ctx.body = backPage();
    } else {
      ctx.status = 404;
      ctx.body = missingPage();
    }
  });
  return app;
}

interface Click {
  readonly activity: Activity;
  readonly place: number;
  readonly person: LmsPerson;
  readonly words: URLSearchParams;
}

function order(parts: LmsParts, { activity, place, person, words }: Click): LaunchForm | undefined {
  const launchUrl = activity.launchUrl ?? parts.launchUrlOf(activity.item);
  const manner = words.get('manner') ?? 'honest';
  if (launchUrl === undefined || !isManner(manner)) return undefined;
  const target = words.get('target') === 'iframe' ? 'iframe' : 'window';
  const now = Math.floor(parts.now() / 1000);
  return launchForm({
    activity,
    place,
    person,
    manner,
    launchUrl,
    lms: parts.lms,
    target,
    now,
    nonce: parts.newNonce(),
  });
}

function first(all: readonly LmsPerson[]): LmsPerson {
  const [one] = all;
  if (!one) throw new Error('The stand-in LMS has nobody in it.');
  return one;
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return new URLSearchParams(Buffer.concat(parts).toString('utf8'));
}
