import { activeOn } from '../../model/days.ts';
import type { NormalAnswer } from '../../services/explain/explainStudent.ts';
import type { LaunchByProtector } from '../../services/explain/launchByProtector.ts';
import type { ExplainedStudent, ItemOverview } from '../../services/explain/readItem.ts';
import type { CourseCoordinator } from '../../services/rights/coordinators.ts';
import type { Texts } from '../../web/texts.ts';
import { itemDeskPath } from '../itemTabs.ts';
import { protectorInWords, sourceInWords, valueInWords } from '../settingWords.ts';
import type { ExplainedPage, RuleLine, Signal } from './pages.ts';

interface Told {
  readonly at: CourseCoordinator;
  readonly overview: Pick<ItemOverview, 'facts' | 'item'>;
  readonly student: ExplainedStudent;
}

/** Each rule with its verdict, in the order in which they are asked. */
export function explainedInWords(texts: Texts, told: Told): ExplainedPage {
  const { person, explanation } = told.student;
  const { t } = texts;
  return {
    name: t('explain.who', { name: person.displayName, username: person.username }),
    rules: [
      accountRule(texts, told),
      roleRule(texts, told),
      ...settingRules(texts, told),
      ...doors(texts, told),
    ],
    launches: explanation.launches.map((launch) => launchRule(texts, told, launch)),
    openedFrom: explanation.openedFrom.map(({ itemId, title }) => ({
      title,
      path: itemDeskPath(told.at, itemId),
    })),
  };
}

function accountRule({ t }: Texts, { student: { person } }: Told): RuleLine {
  const rule = t('explain.account');
  return person.disabled
    ? { rule, verdict: t('explain.disabled'), signal: 'bad', why: t('explain.disabledWhy') }
    : { rule, verdict: t('explain.active'), signal: 'good', why: '' };
}

function roleRule({ t }: Texts, { student: { person, today, explanation } }: Told): RuleLine {
  const { kind, sections } = explanation.standing;
  const grants = person.roles.map((grant) => {
    const words = {
      role: t(`role.${grant.role}`),
      section:
        grant.section === '' ? t('explain.wholeCourse') : t('setting.section', { section: grant.section }),
      starts: grant.starts ?? '…',
      ends: grant.ends ?? '…',
    };
    return activeOn(grant, today) ? t('explain.grantNow', words) : t('explain.grantNotNow', words);
  });
  const domain = person.domainCoordinator ? [t('explain.domainCoordinator')] : [];
  const strictest = sections.length > 1 ? [t('explain.stricter')] : [];
  const why = [...domain, ...grants, ...strictest].join(' ');
  return {
    rule: t('explain.role'),
    verdict: t(`explainStanding.${kind}`),
    signal: kind === 'none' ? 'bad' : 'good',
    why: why === '' ? t('explain.noRole') : why,
  };
}

function settingRules(texts: Texts, { overview, student }: Told): readonly RuleLine[] {
  const { setting } = student.explanation;
  const { facts, item } = overview;
  return (['access', 'protect', 'scope'] as const).map((part) => ({
    rule: texts.t(`settingPart.${part}`),
    verdict: valueInWords(texts, facts, { [part]: setting[part].value }),
    signal: 'plain',
    why: sourceInWords(texts, facts, { source: setting[part].source, item: item.id }),
  }));
}

function doors({ t }: Texts, { student: { explanation } }: Told): readonly RuleLine[] {
  const { byAddress, byTiny, listed } = explanation;
  const door = (rule: string, answer: NormalAnswer): RuleLine => ({
    rule,
    verdict: t(`explainDoor.${answer}`),
    signal: answer === 'open' ? 'good' : answer === 'ask-word' ? 'warn' : 'bad',
    why: t(`explainDoorWhy.${answer}`),
  });
  return [
    door(t('explain.byAddress'), byAddress),
    ...(byTiny === undefined ? [] : [door(t('explain.byTiny'), byTiny)]),
    {
      rule: t('explain.listed'),
      verdict: t(`explainListed.${listed ?? 'absent'}`),
      signal: listed === undefined ? 'bad' : 'plain',
      why: '',
    },
  ];
}

function launchRule({ t }: Texts, { overview }: Told, launch: LaunchByProtector): RuleLine {
  const rule = protectorInWords(t, overview.facts, launch.protector);
  if (launch.kind === 'shut')
    return { rule, verdict: t('explain.shut'), signal: 'bad', why: t(`explainShut.${launch.why}`) };
  const { signsIn, asksWord } = launch;
  const signal: Signal = signsIn || asksWord ? 'warn' : 'good';
  const verdict = t(signsIn ? 'explain.opensAfterSignIn' : 'explain.opens');
  const why = [
    ...(signsIn ? [t(`explainIdentity.${launch.identity}`)] : []),
    ...(asksWord ? [t('explainDoorWhy.ask-word')] : []),
  ];
  return { rule, verdict: asksWord ? t('explain.opensByWord') : verdict, signal, why: why.join(' ') };
}
