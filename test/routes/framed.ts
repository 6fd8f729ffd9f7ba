import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { type Browser, hidden } from '../browserLike.ts';
import type { Answer } from '../web/httpClient.ts';
import { encode, type LaunchChanges, type World } from '../world.ts';

export const userAgent = 'Mozilla/5.0 (of the tests)';
export const inFrame = { 'Sec-Fetch-Dest': 'iframe', 'User-Agent': userAgent };
const inWindow = { 'Sec-Fetch-Dest': 'document', 'User-Agent': userAgent };

/** The LMS's form, posted within a frame. */
export function launchInFrame(
  world: World,
  visitor: Browser,
  { link, changes = {}, headers = {} }: { link: LinkRow; changes?: LaunchChanges; headers?: HeadersSent },
): Promise<Answer> {
  const body = encode(world.signed(link, changes));
  return visitor.postFromElsewhere(`/adm/launch/tiny/msu/${link.short_id}`, body, { ...inFrame, ...headers });
}

type HeadersSent = Record<string, string>;

/** Follows within the frame; a browser that keeps no cookies there brings none. */
export function followInFrame(
  visitor: Browser,
  answer: Answer,
  { cookies, headers = {} }: { cookies: 'kept' | 'blocked'; headers?: HeadersSent },
): Promise<Answer> {
  if (cookies === 'blocked') visitor.cookies.clear();
  return visitor.get(answer.headers.location ?? '', { ...inFrame, ...headers });
}

/** A frame without cookies, and the button's value that it was given. */
export async function buttonOf(
  world: World,
  link: LinkRow,
  changes: LaunchChanges = {},
): Promise<{ frame: Browser; page: Answer; handover: string; posted: Answer }> {
  const frame = world.browser();
  const posted = await launchInFrame(world, frame, { link, changes });
  const page = await followInFrame(frame, posted, { cookies: 'blocked' });
  return { frame, page, handover: hidden(page, 'handover'), posted };
}

/** The button was pressed: the form arrives from our own page, in a window with a jar of its own. */
export function press(window: Browser, handover: string, headers: HeadersSent = {}): Promise<Answer> {
  return window.post('/launch/handover', { handover }, { ...inWindow, ...headers });
}
