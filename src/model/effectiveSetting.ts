import {
  type Audience,
  type DeepLink,
  type DeepLinkSetting,
  defaultDeepLink,
  type StoredSetting,
} from './deepLink.ts';
import { stricterSetting } from './deepLinkStrictness.ts';

/** Where a value comes from. `R6`: no level sets access, and the effective protect makes it `only`. */
export type PartSource =
  | { readonly kind: 'set'; readonly item: number | null; readonly audience: Audience }
  | { readonly kind: 'default' }
  | { readonly kind: 'R6' }
  | { readonly kind: 'several'; readonly sources: readonly PartSource[] };

export interface EffectivePart<Value> {
  readonly value: Value;
  readonly source: PartSource;
}

/** What holds for somebody at an item, each part with its source. */
export type EffectiveSetting = { readonly [Part in keyof DeepLink]: EffectivePart<DeepLink[Part]> };

/** For whom a setting is asked. Nobody in particular: no person and no section. */
export interface Who {
  readonly personId?: number;
  readonly sections: readonly string[];
}

/**
 * The setting that holds at an item for somebody: user over section over everybody, and within each the item
 * over its nearest folder over outer folders over the course. Each part is inherited on its own.
 * With two sections the whole is found for each, and the stricter value of each part holds.
 * @param settings of one course, in any order
 * @param chain the item's number and those of its folders, inwards out; empty for the course itself
 */
export function effectiveSetting(
  settings: readonly StoredSetting[],
  chain: readonly number[],
  who: Who,
): EffectiveSetting {
  const [first, ...further] = who.sections;
  const inSection = (section: string | undefined) =>
    settle(fromMostSpecific(settings, chain, (audience) => nearness(audience, who.personId, section)));
  return further.map(inSection).reduce(stricterSetting, inSection(first));
}

/** How near an audience is to somebody: the smaller the nearer; undefined where it does not hold for them. */
function nearness(
  audience: Audience,
  personId: number | undefined,
  section: string | undefined,
): number | undefined {
  if (audience.kind === 'user') return audience.personId === personId ? 0 : undefined;
  if (audience.kind === 'section') return audience.section === section ? 1 : undefined;
  return 2;
}

function fromMostSpecific(
  settings: readonly StoredSetting[],
  chain: readonly number[],
  nearnessOf: (audience: Audience) => number | undefined,
): readonly StoredSetting[] {
  const holding: { readonly rank: number; readonly setting: StoredSetting }[] = [];
  for (const setting of settings) {
    const level = setting.item === null ? chain.length : chain.indexOf(setting.item);
    const near = level < 0 ? undefined : nearnessOf(setting.audience);
    if (near !== undefined) holding.push({ rank: near * (chain.length + 1) + level, setting });
  }
  return holding.sort((one, other) => one.rank - other.rank).map(({ setting }) => setting);
}

function settle(ranked: readonly StoredSetting[]): EffectiveSetting {
  if (ranked.length === 0) return ofDefault;
  const protect = firstThatSets(ranked, 'protect');
  const access = firstThatSets(ranked, 'access');
  const launchOnly = access.source.kind === 'default' && protect.value.kind !== 'none';
  return {
    access: launchOnly ? { value: 'only', source: { kind: 'R6' } } : access,
    protect,
    scope: firstThatSets(ranked, 'scope'),
    others: firstThatSets(ranked, 'others'),
    listing: firstThatSets(ranked, 'listing'),
    target: firstThatSets(ranked, 'target'),
    exit: firstThatSets(ranked, 'exit'),
    menu: firstThatSets(ranked, 'menu'),
  };
}

function firstThatSets<Part extends keyof DeepLink>(
  ranked: readonly StoredSetting[],
  part: Part,
): EffectivePart<DeepLink[Part]> {
  for (const { parts, item, audience } of ranked) {
    const value: DeepLinkSetting[Part] = parts[part];
    if (value !== undefined) return { value, source: { kind: 'set', item, audience } };
  }
  return ofDefault[part];
}

/** Most items are set by nobody. */
const ofDefault = Object.fromEntries(
  Object.entries(defaultDeepLink).map(([part, value]) => [part, { value, source: { kind: 'default' } }]),
) as EffectiveSetting;

/** R6's warning "opens without a launch too": an explicit `either` beside a protect. */
export function opensWithoutLaunch({ access, protect }: EffectiveSetting): boolean {
  return access.value === 'either' && protect.value.kind !== 'none';
}
