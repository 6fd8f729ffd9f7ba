import { launchPath, tinyPath } from '../../model/shortUrl.ts';
import { type LinkPlace, linkPlacesOf } from '../../storage/linkPlaceStore.ts';
import {
  addShortUrl,
  changeShortUrl,
  isShortIdUsed,
  type KnownShortUrl,
  type ShortUrlSettings,
  shortUrlsOf,
  tryShortIds,
} from '../../storage/shortUrlStore.ts';
import type { AppliedItem } from './applyContents.ts';
import { newPlaces, placesTold, storePlaces } from './applyLinkPlaces.ts';
import type { InCourse } from './applyParts.ts';
import type { ProvisionedShortUrl } from './applyResult.ts';
import type { CoursePlan, ShortUrlPlan } from './plan.ts';
import { endingSecond, startingSecond } from './plannedTime.ts';

/** So many rounds of random ids would have to meet taken ones that something else must be wrong. */
const mostRounds = 50;

const usual: ShortUrlSettings = {
  enabled: true,
  validFrom: null,
  validUntil: null,
  placeCheck: 'off',
};

interface Asked {
  readonly item: AppliedItem;
  readonly plan: ShortUrlPlan | undefined;
}

/** Gives items their short URLs: one each, never another one, never one that was used before. */
export async function applyShortUrls(
  at: InCourse,
  wanted: CoursePlan['shortUrls'],
  items: readonly AppliedItem[],
): Promise<readonly ProvisionedShortUrl[]> {
  if (wanted === undefined) return [];
  const asked =
    wanted === 'all' ? items.map((item): Asked => ({ item, plan: undefined })) : named(wanted, items);
  const known = new Map((await shortUrlsOf(at.sql, at.scope)).map((link) => [link.item, link]));
  const places = await linkPlacesOf(at.sql, at.scope);
  for (const each of asked) {
    const link = known.get(each.item.id);
    const own = places.filter(({ item }) => item === each.item.id);
    if (link) await changeKnown(at, each, { link, places: own });
    else if (each.plan?.id !== undefined) await keepAddress(at, each, each.plan.id);
  }
  await giveRandomIds(
    at,
    asked.filter(({ item, plan }) => !known.has(item.id) && plan?.id === undefined),
  );
  const now = new Map((await shortUrlsOf(at.sql, at.scope)).map(({ item, shortId }) => [item, shortId]));
  return asked.map(({ item, plan }) => {
    const isMadeUp = !known.has(item.id) && plan?.id === undefined;
    return addressOf(at, item.itemId, at.dryRun && isMadeUp ? undefined : now.get(item.id));
  });
}

/** The reader has proven that the file has each of these items. */
function named(wanted: readonly ShortUrlPlan[], items: readonly AppliedItem[]): Asked[] {
  const byId = new Map(items.map((item) => [item.itemId, item]));
  return wanted.flatMap((plan) => {
    const item = byId.get(plan.item);
    return item ? [{ item, plan }] : [];
  });
}

async function changeKnown(
  at: InCourse,
  { item, plan }: Asked,
  { link, places }: { readonly link: KnownShortUrl; readonly places: readonly LinkPlace[] },
): Promise<void> {
  if (plan?.id !== undefined && plan.id !== link.shortId) {
    at.ledger.fault([...plan.path, 'id'], `the item has the short id ${link.shortId} already, and keeps it`);
    return;
  }
  const settings = settingsOf(at, plan, link);
  const added = newPlaces(at, { item, plan }, places);
  const before = fieldsOf(link, places);
  const after = fieldsOf(settings, [...places, ...added]);
  if (at.ledger.record(subjectOf(at, item, link.shortId), before, after) === 'unchanged') return;
  await changeShortUrl(at.sql, at.scope, { item: item.id, ...settings });
  await storePlaces(at, added);
}

async function keepAddress(at: InCourse, { item, plan }: Asked, shortId: string): Promise<void> {
  if (await isShortIdUsed(at.sql, at.domain.id, shortId)) {
    at.ledger.fault(
      [...(plan?.path ?? []), 'id'],
      'this short id was given to something else in the domain, and an address is never used again',
    );
    return;
  }
  const settings = settingsOf(at, plan, usual);
  const places = newPlaces(at, { item, plan }, []);
  const fields = { item: item.itemId, ...fieldsOf(settings, places) };
  at.ledger.record(subjectOf(at, item, shortId), undefined, fields);
  await addShortUrl(at.sql, at.scope, { link: { shortId, item: item.id, ...settings }, now: at.now });
  await storePlaces(at, places);
}

/** Insert and retry: only the unique index knows whether an id is free (product.md, Short URLs). */
async function giveRandomIds(at: InCourse, asked: readonly Asked[]): Promise<void> {
  let waiting = asked;
  for (let round = 0; waiting.length > 0; round += 1) {
    if (round >= mostRounds) throw new Error('No free short id was found.');
    const links = waiting.map(({ item }) => ({ item: item.id, shortId: at.newShortId() }));
    await tryShortIds(at.sql, at.scope, { links, now: at.now });
    const given = new Map((await shortUrlsOf(at.sql, at.scope)).map((link) => [link.item, link]));
    for (const { item, plan } of waiting) {
      const link = given.get(item.id);
      if (!link) continue;
      const settings = settingsOf(at, plan, usual);
      const places = newPlaces(at, { item, plan }, []);
      // The id of a dry run is undone with it; the real run gives another.
      at.ledger.record(subjectOf(at, item, at.dryRun ? 'a new one' : link.shortId), undefined, {
        item: item.itemId,
        ...fieldsOf(settings, places),
      });
      await storePlaces(at, places);
      if (JSON.stringify(settings) === JSON.stringify(usual)) continue;
      await changeShortUrl(at.sql, at.scope, { item: item.id, ...settings });
    }
    waiting = waiting.filter(({ item }) => !given.has(item.id));
  }
}

function settingsOf(
  at: InCourse,
  plan: ShortUrlPlan | undefined,
  before: ShortUrlSettings,
): ShortUrlSettings {
  const { timeZone } = at.domain;
  const validFrom = plan?.validFrom && startingSecond(plan.validFrom, timeZone);
  const validUntil = plan?.validUntil && endingSecond(plan.validUntil, timeZone);
  const settings = {
    enabled: plan?.enabled ?? before.enabled,
    validFrom: validFrom ?? before.validFrom,
    validUntil: validUntil ?? before.validUntil,
    placeCheck: plan?.placeCheck ?? before.placeCheck,
  };
  if (
    settings.validFrom !== null &&
    settings.validUntil !== null &&
    settings.validUntil <= settings.validFrom
  ) {
    const sentence = 'would end before it begins: look at validFrom and validUntil, also as stored';
    at.ledger.fault(plan?.path ?? at.coursePath, sentence);
  }
  return settings;
}

function subjectOf(at: InCourse, item: AppliedItem, shortId: string) {
  return { what: 'short-url', name: `${shortId} for ${item.itemId}`, where: at.where } as const;
}

function fieldsOf(
  { enabled, validFrom, validUntil, placeCheck }: ShortUrlSettings,
  places: readonly LinkPlace[],
) {
  return { enabled, validFrom, validUntil, placeCheck, places: placesTold(places) };
}

function addressOf({ domain }: InCourse, item: string, id: string | undefined): ProvisionedShortUrl {
  if (id === undefined) return { item, id: null, url: null, launchUrl: null };
  const url = `${domain.origin}${tinyPath(domain.name, id)}`;
  return { item, id, url, launchUrl: `${domain.origin}${launchPath(domain.name, id)}` };
}
