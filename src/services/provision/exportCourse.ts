import { itemsOf, type KnownItem } from '../../storage/contentsStore.ts';
import type { KnownCourse } from '../../storage/courseSettingsStore.ts';
import { type KnownSetting, settingsOf } from '../../storage/deepLinkStore.ts';
import type { Sql } from '../../storage/door.ts';
import { type LinkPlace, linkPlacesOf } from '../../storage/linkPlaceStore.ts';
import { menusOf } from '../../storage/menuStore.ts';
import { protectorsOf } from '../../storage/protectorStore.ts';
import { rolesOf } from '../../storage/rosterStore.ts';
import { type KnownShortUrl, shortUrlsOf } from '../../storage/shortUrlStore.ts';
import { childrenOf, inReadingOrder } from './applyTree.ts';
import { deepLinkOut } from './exportDeepLink.ts';
import type { ExportedCourse } from './exportedDomain.ts';
import { type ExportedFile, filePathOf } from './exportFiles.ts';
import { endOut, type NamesOfProtectors, placeOut, protectorOut, startOut } from './exportWords.ts';
import type { FileItem, FileRole, FileShortUrls } from './schema.ts';

/** What the courses of a domain share. */
export interface ExportingDomain {
  readonly id: number;
  readonly timeZone: string;
  readonly usernames: ReadonlyMap<number, string>;
  readonly protectorNames: ReadonlyMap<number, string>;
}

export async function exportCourse(
  sql: Sql,
  domain: ExportingDomain,
  course: KnownCourse,
): Promise<{ readonly course: ExportedCourse; readonly files: readonly ExportedFile[] }> {
  const { timeZone } = domain;
  const scope = { domainId: domain.id, courseId: course.id };
  const protectors = await protectorsOf(sql, { level: 'course', ...scope });
  const protectorNames = new Map(protectors.map(({ number, name }) => [number, name]));
  const names: NamesOfProtectors = { domain: domain.protectorNames, course: protectorNames };
  const settings = await settingsOf(sql, scope);
  const menus = await menusOf(sql, scope);
  const menuNames = new Map(menus.map(({ number, name }) => [number, name]));
  const items = await itemsOf(sql, scope);
  const places = await linkPlacesOf(sql, scope);
  const files: ExportedFile[] = [];
  const parts: ItemParts = {
    course: course.course,
    settings,
    names,
    usernames: domain.usernames,
    menus: menuNames,
    files,
  };
  const out: ExportedCourse = {
    id: course.course,
    title: course.title,
    trustLaunchUsernames: course.trustUsernames ?? undefined,
    roles: orLeftOut(await rolesOut(sql, scope, domain)),
    protectors: orLeftOut(protectors.map((each) => protectorOut(each, timeZone))),
    menus: orLeftOut(menus.map(({ name, shows }) => ({ name, shows: [...shows] }))),
    deepLink: deepLinkOf(parts, null),
    contents: orLeftOut(itemsOut(parts, childrenOf(items), null)),
    shortUrls: orLeftOut(shortUrlsOut(await shortUrlsOf(sql, scope), items, { timeZone, names, places })),
  };
  return { course: out, files };
}

export function orLeftOut<Each>(list: Each[]): Each[] | undefined {
  return list.length === 0 ? undefined : list;
}

async function rolesOut(
  sql: Sql,
  scope: { readonly domainId: number; readonly courseId: number },
  { usernames }: ExportingDomain,
): Promise<FileRole[]> {
  const roles = (await rolesOf(sql, scope)).flatMap((role): FileRole[] => {
    const username = usernames.get(role.personId);
    if (username === undefined) return [];
    const { section, starts, ends } = role;
    const optional = { section: section === '' ? undefined : section, starts: starts ?? undefined };
    return [{ username, role: role.role, ...optional, ends: ends ?? undefined }];
  });
  const places = new Map([...usernames.values()].map((username, place) => [username, place]));
  return roles.sort((one, other) => (places.get(one.username) ?? 0) - (places.get(other.username) ?? 0));
}

interface ItemParts {
  readonly course: string;
  readonly settings: readonly KnownSetting[];
  readonly names: NamesOfProtectors;
  readonly usernames: ReadonlyMap<number, string>;
  readonly menus: ReadonlyMap<number, string>;
  /** Filled on the way. */
  readonly files: ExportedFile[];
}

function itemsOut(
  parts: ItemParts,
  children: ReadonlyMap<number | null, readonly KnownItem[]>,
  folder: number | null,
): FileItem[] {
  return (children.get(folder) ?? []).map((item) => {
    const out: FileItem = {
      id: item.itemId,
      ...contentOut(parts, item),
      deepLink: deepLinkOf(parts, item.id),
    };
    return item.kind === 'folder' ? { ...out, contents: orLeftOut(itemsOut(parts, children, item.id)) } : out;
  });
}

/** @throws Error (a fault) for a row that lacks what its kind needs */
function contentOut(parts: ItemParts, item: KnownItem): Partial<FileItem> {
  const { kind, title, body, url, file } = item;
  if (kind === 'folder') return { folder: title };
  if (kind === 'page' && body !== null) return { page: title, body };
  if (kind === 'web' && url !== null) return { web: title, url };
  if ((kind !== 'file' && kind !== 'site') || file === null)
    throw new Error(`The item ${item.itemId} lacks its content.`);
  const path = filePathOf(parts.course, item.itemId, file.name);
  parts.files.push({ path, hash: file.hash });
  return kind === 'site' ? { site: title, path } : { file: title, path };
}

function deepLinkOf({ settings, names, usernames, menus }: ItemParts, item: number | null) {
  const own = settings.filter((setting) => setting.item === item);
  return deepLinkOut(own, { names, usernames, menus });
}

function shortUrlsOut(
  links: readonly KnownShortUrl[],
  items: readonly KnownItem[],
  {
    timeZone,
    names,
    places,
  }: {
    readonly timeZone: string;
    readonly names: NamesOfProtectors;
    readonly places: readonly LinkPlace[];
  },
): Exclude<FileShortUrls, 'all'> {
  const byItem = new Map(links.map((link) => [link.item, link]));
  return inReadingOrder(items).flatMap((item) => {
    const link = byItem.get(item.id);
    if (!link) return [];
    const validFrom = startOut(link.validFrom, timeZone);
    const validUntil = endOut(link.validUntil, timeZone);
    const enabled = link.enabled ? undefined : false;
    const placeCheck = link.placeCheck === 'off' ? undefined : link.placeCheck;
    const own = places.filter((place) => place.item === item.id);
    const bound = { placeCheck, places: orLeftOut(own.flatMap((place) => placeOut(place, names))) };
    return [{ item: item.itemId, id: link.shortId, enabled, validFrom, validUntil, ...bound }];
  });
}
