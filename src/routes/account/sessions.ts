import type { Context } from 'koa';
import { searchFold } from '../../model/searchWords.ts';
import type { OwnSearch, OwnSession } from '../../storage/ownSessionStore.ts';
import { likePattern } from '../../web/listing.ts';
import type { Texts } from '../../web/texts.ts';
import { timeText } from '../../web/time.ts';
import { type Agent, browserNames, readAgent, systemNames, writeAgent } from '../../web/userAgent.ts';
import type { Desk } from '../desk.ts';
import { say } from '../site.ts';
import type { SessionLine } from './pages.ts';

/** One session in the words of this request. */
export function sessionLine(ctx: Context, desk: Desk, session: OwnSession): SessionLine {
  const texts = say(ctx, desk.site);
  const { t, lang } = texts;
  const setting = { now: desk.site.now(), zone: 'UTC', lang };
  const { mark, item, course = '', startedAt, seenAt } = session;
  const agent = readAgent(session.agent ?? '');
  return {
    mark,
    what: item === undefined ? t('account.byPassword') : t('account.byLaunch', { item, course }),
    by: agent ? agentText(agent, texts) : '',
    started: timeText(startedAt, setting),
    seen: timeText(seenAt, setting),
    isThis: desk.site.accounts.current(ctx)?.mark === mark,
  };
}

function agentText({ browser, system }: Agent, { t }: Texts): string {
  return t('account.by', { browser: t(`browser.${browser}`), system: t(`system.${system}`) });
}

/** What of the sessions shows the words that are searched for, in this language. */
export function soughtSessions(search: string, texts: Texts): OwnSearch | undefined {
  if (search === '') return undefined;
  const words = searchFold(search);
  const shows = (text: string) => searchFold(text).includes(words);
  const agents = browserNames.flatMap((browser) => systemNames.map((system) => ({ browser, system })));
  const { t } = texts;
  return {
    agents: shows(t('account.byPassword'))
      ? 'all'
      : agents.filter((agent) => shows(agentText(agent, texts))).map(writeAgent),
    led: shows(t('account.byLaunch', { item: '', course: '' })) ? 'all' : { pattern: likePattern(search) },
  };
}
