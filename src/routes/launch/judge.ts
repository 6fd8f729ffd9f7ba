import { Refusal, type RefusalCode } from '../../model/launchCode.ts';
import type { LargeForms, Verify } from '../../services/launch/largeForms.ts';
import type { LaunchOutcome } from '../../services/launch/launchOutcome.ts';
import type { LaunchParts } from '../../services/launch/launchParts.ts';
import { type LaunchRequest, openLaunch } from '../../services/launch/openLaunch.ts';
import { Story } from '../../services/launch/story.ts';
import type { AskedRoute } from '../../web/asked.ts';
import { isForFrame } from '../../web/fetchMetadata.ts';
import { announcedForm, type Form } from '../../web/form.ts';
import { browserHashes, isLinkShape, type Site } from '../site.ts';
import { relaunchHashes } from './relaunch.ts';

export interface JudgeParts {
  readonly launch: LaunchParts;
  readonly largeForms: LargeForms;
}

/** What is wrong with the form alone is judged before the link can influence the answer (R10). */
export function judge(asked: AskedRoute, site: Site, parts: JudgeParts): Promise<LaunchOutcome | 'busy'> {
  const verify: Verify<Form, LaunchOutcome> = (form, pause) =>
    openLaunch(parts.launch, requestOf(asked, site, { form, pause }));
  const unread = (error: unknown): LaunchOutcome => {
    if (error instanceof Refusal) return noteUnread(asked, parts, error.code);
    throw error;
  };
  try {
    return parts.largeForms(announcedForm(asked), verify).catch(unread);
  } catch (error) {
    return Promise.reject(error).catch(unread);
  }
}

function requestOf(
  asked: AskedRoute,
  site: Site,
  { form, pause }: { readonly form: Form; readonly pause: LaunchRequest['pause'] },
): LaunchRequest {
  const { domain, shortId } = linkOf(asked) ?? { domain: '', shortId: '' };
  return {
    domain,
    shortId,
    path: asked.path,
    pairs: form.pairs,
    notes: form.notes,
    host: asked.get('Host').toLowerCase(),
    origin: asked.get('Origin') === '' ? undefined : asked.get('Origin'),
    browser: browserHashes(asked, site),
    relaunches: relaunchHashes(asked, site),
    framed: isForFrame(asked),
    userAgent: asked.get('User-Agent'),
    pause,
  };
}

function noteUnread(asked: AskedRoute, { launch: parts }: JudgeParts, code: RefusalCode): LaunchOutcome {
  const story = new Story(parts.now(), parts.newReference(), []);
  parts.refusals.note({ asked: linkOf(asked), ...story.entry(code) });
  return { kind: 'refused', code, reference: story.reference, back: story };
}

function linkOf({ params: { domain = '', id = '' } }: AskedRoute) {
  return isLinkShape(domain, id) ? { domain, shortId: id } : undefined;
}
