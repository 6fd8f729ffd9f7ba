import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { launchPath } from '../hostile.ts';
import { encode, type LaunchChanges, type World } from '../world.ts';
import { type ServedSite, serveSite } from './servedSite.ts';
import { formOf, tinygate } from './stage.ts';

export interface RelaunchingLms {
  /** Its origin. */
  readonly origin: string;
  readonly site: ServedSite;
  /** The markup of the second launch of somebody, by the word that Tinygate gave, which posts itself. */
  second(toolState: string, username: string): string;
}

/**
 * An LMS that speaks LTI 1.1.2. `/as?NAME` signs in, by a cookie of its own; `/frame` shows the activity in a frame, and
 * `/start` is its first launch, without a person; `/relaunch` launches whoever the cookie says.
 */
export async function relaunchingLms(world: World, link: LinkRow): Promise<RelaunchingLms> {
  let origin = '';
  const form = (parameters: LaunchChanges['parameters'], username = '') => {
    const all = { launch_presentation_return_url: `${origin}/back`, ...parameters };
    const secret = 'demonstration-only-campus-moodle';
    const pairs = world.signed(link, { secret, username, parameters: all });
    const markup = formOf({ action: `${tinygate}${launchPath(link)}`, body: encode(pairs) });
    return `${markup}<script>document.forms[0].submit()</script>`;
  };
  const first = () =>
    form({
      ...{ user_id: undefined, roles: undefined, lis_person_sourcedid: undefined },
      ...{ relaunch_url: `${origin}/relaunch?context=17`, platform_state: 'state of the LMS' },
    });
  const second = (tool_state: string, username: string) =>
    form({ tool_state, platform_state: 'state of the LMS' }, username);
  const site = await serveSite(() => (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', origin);
    const username = /(?:^|; )lms=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    if (pathname === '/as')
      response.setHeader('Set-Cookie', `lms=${searchParams.keys().next().value}; Path=/`);
    const body = {
      '/as': '<h1>Signed in to the LMS</h1>',
      '/frame': '<iframe src="/start" width="700" height="500"></iframe>',
      '/start': first(),
      '/relaunch':
        username === undefined
          ? '<h1>Sign in to the LMS</h1>'
          : second(searchParams.get('tool_state') ?? '', username),
      '/back': '<h1>Welcome back</h1>',
    }[pathname];
    response.end(`<!doctype html><html lang="en"><title>LMS</title><body>${body ?? ''}`);
  });
  origin = `http://127.0.0.1:${site.port}`;
  return { origin, site, second };
}
