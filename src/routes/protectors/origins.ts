import type { Context } from 'koa';
import { type OriginDeed, originLaunchesLooked } from '../../services/protectors/origins.ts';
import { readFields } from '../../web/formBody.ts';
import { seeOther } from '../../web/seeOther.ts';
import { timeText } from '../../web/time.ts';
import { notHere } from '../desk.ts';
import { type FieldFault, fieldOf } from '../formFields.ts';
import { tellNext } from '../notices.ts';
import { protectorPath, protectorTabs } from '../protectorTabs.ts';
import { say, show } from '../site.ts';
import { checkFrom } from './form.ts';
import { type Here, lineOf, numberOf } from './here.ts';

const fieldNames = ['deed', 'origin', 'mode', 'confirmed'] as const;

type Values = Readonly<Record<(typeof fieldNames)[number], string>>;

/** Which origins the LMS has, and what becomes of launches from elsewhere. */
export async function origins(ctx: Context, here: Here): Promise<void> {
  await showOrigins(ctx, here, { values: undefined, faults: [], status: 200 });
}

export async function changeOrigins(ctx: Context, here: Here): Promise<void> {
  const { desk, at, deeds } = here;
  const values = await readFields(ctx, fieldNames, 2_000);
  const { t } = say(ctx, desk.site);
  const number = numberOf(ctx);
  const result = await deeds.changeOrigins({ by: at, number, deed: deedFrom(values) });
  const fault = (field: string, text: string) =>
    showOrigins(ctx, here, { values, faults: [{ field, text }], status: 422 });
  switch (result.kind) {
    case 'gone':
      throw notHere();
    case 'no-origin':
      return fault('origin', t('protectorOrigins.noOrigin'));
    case 'too-many':
      return fault('origin', t('protectorOrigins.tooMany'));
    case 'unconfirmed':
      return fault('confirmed', t('protectorOrigins.unconfirmed'));
    case 'unchanged':
      tellNext(ctx, desk.site, 'protectors.unchanged');
      break;
    case 'changed':
      tellNext(ctx, desk.site, noticeOf(values.deed), { origin: result.origin });
  }
  seeOther(ctx, protectorPath(at, number, 'origins'));
}

function noticeOf(deed: string): string {
  if (deed === 'approve') return 'protectorOrigins.wasApproved';
  return deed === 'remove' ? 'protectorOrigins.wasRemoved' : 'protectorOrigins.checkChosen';
}

function deedFrom({ deed, origin, mode, confirmed }: Values): OriginDeed {
  if (deed === 'approve' || deed === 'remove') return { kind: deed, origin };
  return { kind: 'check', mode: checkFrom(mode), confirmed: confirmed === 'on' };
}

interface Shown {
  /** Undefined: nothing was typed. */
  readonly values: Values | undefined;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

async function showOrigins(ctx: Context, here: Here, { values, faults, status }: Shown): Promise<void> {
  const { desk, at, deeds } = here;
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const number = numberOf(ctx);
  const state = await deeds.readOrigins(at, number);
  if (!state) throw notHere();
  const setting = { now: desk.site.now(), zone: at.domain.timeZone, lang: texts.lang };
  const isCheck = values?.deed === 'check';
  const typed = {
    origin: values?.deed === 'approve' ? values.origin : '',
    mode: isCheck ? checkFrom(values.mode) : state.originCheck,
    confirmed: isCheck ? values.confirmed : '',
  };
  const words: Readonly<Record<string, string>> = {
    null: t('protectorOrigins.sentNull'),
    none: t('protectorOrigins.sentNone'),
    other: t('protectorOrigins.sentOther'),
  };
  const seen = ({ origin, launches, lastAt }: (typeof state.notFramable)[number]) => ({
    origin: words[origin] ?? origin,
    launches,
    last: timeText(lastAt, setting),
  });
  const { good, wouldRefuse, unknown, refusedFrom } = state.launches;
  show(ctx, desk.site, {
    view: 'protectors/origins',
    status,
    model: {
      page: { title: `${number} · ${state.name}` },
      lede: t('protectorOrigins.lede'),
      desk: lineOf(ctx, here, []),
      tabs: protectorTabs(ctx, desk, { at, number, current: 'origins' }),
      faults,
      approved: state.approved,
      proposed: state.proposed.map((one) => ({
        origin: one.origin,
        people: one.people,
        first: timeText(one.firstAt, setting),
        last: timeText(one.lastAt, setting),
      })),
      origin: fieldOf(
        {
          name: 'origin',
          label: t('protectorOrigins.origin'),
          hint: t('protectorOrigins.originHint'),
          type: 'url',
        },
        { values: typed, faults },
      ),
      check: [
        fieldOf(
          {
            name: 'mode',
            label: t('protectorOrigins.mode'),
            type: 'radios',
            options: [
              { value: 'off', text: t('protectorOrigins.off'), hint: t('protectorOrigins.offHint') },
              { value: 'warn', text: t('protectorOrigins.warn'), hint: t('protectorOrigins.warnHint') },
              {
                value: 'enforce',
                text: t('protectorOrigins.enforce'),
                hint: t('protectorOrigins.enforceHint'),
              },
            ],
          },
          { values: typed, faults },
        ),
        ...(state.originCheck === 'enforce'
          ? []
          : [
              fieldOf(
                {
                  name: 'confirmed',
                  label: t('protectorOrigins.confirmed', { count: wouldRefuse, good }),
                  type: 'tick',
                },
                { values: typed, faults },
              ),
            ]),
      ],
      good,
      wouldRefuse,
      unknown,
      refusedFrom: refusedFrom.map(seen),
      notFramable: state.notFramable.map(seen),
      looked: good >= originLaunchesLooked ? originLaunchesLooked : 0,
    },
  });
}
