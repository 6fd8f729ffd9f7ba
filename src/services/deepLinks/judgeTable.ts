import type { Audience } from '../../model/deepLink.ts';
import type { EffectiveSetting, Who } from '../../model/effectiveSetting.ts';
import { type SettingTrouble, troublesOf } from '../../model/settingTroubles.ts';
import type { KnownSetting } from '../../storage/deepLinkStore.ts';
import { protectorsThere, settingFinder } from './courseFacts.ts';
import { isAt } from './readSetting.ts';
import type { OpenTable } from './readTable.ts';

/** An item, or with null the whole course. */
export interface TablePlace {
  readonly id: number | null;
  readonly chain: readonly number[];
}

/** `nobody`: it is set for a section or person that the course does not have any more. */
export interface PlaceTrouble {
  readonly kind: SettingTrouble | 'nobody';
  /** Undefined: whom the table is for. */
  readonly audience: Audience | undefined;
}

/** What a table says of each place, by the rules that judge every visit. */
export interface TableJudge {
  readonly settingAt: (place: TablePlace) => EffectiveSetting;
  /** Is something set at this very place; for everybody's table: for whomever? */
  readonly isOwn: (place: TablePlace) => boolean;
  /**
   * For whom the table is; in everybody's table also, where something is set at the place itself, for the sections and
   * people for whom that is another setting.
   */
  readonly troublesAt: (place: TablePlace) => readonly PlaceTrouble[];
}

/** @param now epoch milliseconds */
export function judgeTable(open: OpenTable, now: number): TableJudge {
  const { facts, audience, who } = open;
  const there = protectorsThere(facts, now);
  const find = settingFinder(facts.settings);
  const byPlace = new Map<number | null, KnownSetting[]>();
  for (const setting of facts.settings)
    byPlace.set(setting.item, [...(byPlace.get(setting.item) ?? []), setting]);
  const settingsAt = (place: number | null): readonly KnownSetting[] => byPlace.get(place) ?? [];
  const known = new Map<number | null, EffectiveSetting>();
  // Where nothing is set, what holds is what holds in the folder.
  const settingAt = ({ chain }: TablePlace): EffectiveSetting => {
    const place = chain.findIndex((id) => byPlace.has(id));
    const from = place < 0 ? null : (chain[place] ?? null);
    const setting = known.get(from) ?? find(place < 0 ? [] : chain.slice(place), who);
    known.set(from, setting);
    return setting;
  };
  const isOfTable = ({ item, audience: one }: KnownSetting) =>
    audience.kind === 'everybody' || isAt({ item, audience: one }, { item, audience });
  const others = ({ id, chain }: TablePlace): readonly Audience[] => {
    const here = settingsAt(id);
    if (audience.kind !== 'everybody' || here.length === 0) return [];
    const around = chain.flatMap(settingsAt).concat(settingsAt(null));
    const sections = around.filter((one) => one.audience.kind === 'section');
    const all = [...here, ...sections].map((one) => one.audience);
    const each = new Map(all.map((one) => [JSON.stringify(one), one]));
    return [...each.values()].filter(({ kind }) => kind !== 'everybody');
  };
  const troublesFor = (place: TablePlace, one: Who) => troublesOf(find(place.chain, one), there);
  return {
    settingAt,
    isOwn: ({ id }) => settingsAt(id).some(isOfTable),
    troublesAt(place) {
      const own = troublesOf(settingAt(place), there);
      const more = others(place).flatMap((one) =>
        troublesFor(place, open.whoIs(one))
          .filter((kind) => !own.includes(kind))
          .map((kind): PlaceTrouble => ({ kind, audience: one })),
      );
      const forNobody = settingsAt(place.id)
        .filter((one) => isOfTable(one) && open.isForNobody(one.audience))
        .map((one): PlaceTrouble => ({ kind: 'nobody', audience: one.audience }));
      return [...own.map((kind): PlaceTrouble => ({ kind, audience: undefined })), ...more, ...forNobody];
    },
  };
}
