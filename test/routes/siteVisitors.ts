import { type Browser, hidden } from '../browserLike.ts';
import type { World } from '../world.ts';
import { handZip } from '../zips.ts';
import { signedIn } from './visitors.ts';

export const contentsPath = '/adm/msu/phy101/contents';

/** A zip of these files, by their names. */
export function siteZip(contents: Readonly<Record<string, string | Buffer>>): Buffer {
  return handZip(Object.entries(contents).map(([name, content]) => ({ name, content })));
}

export interface SentSite {
  readonly path?: string;
  readonly zip: Buffer;
  readonly fields?: Readonly<Record<string, string>>;
}

/** Uploads a site as a coordinator does; `waves` unless said otherwise. */
export async function sendSite(
  cora: Browser,
  { path = `${contentsPath}/new/upload`, zip, fields = {} }: SentSite,
): ReturnType<Browser['get']> {
  const csrf = hidden(await cora.get(contentsPath), 'csrf');
  const texts = Object.entries({ kind: 'site', title: 'Waves', itemId: 'waves', ...fields, csrf });
  const parts = texts.map(([name, value]) => ({ name, value }));
  return cora.postParts(path, [...parts, { name: 'file', filename: 'waves.zip', content: zip }]);
}

/** Puts another zip in a site's place. */
export async function replaceSite(cora: Browser, zip: Buffer, item = 'waves'): ReturnType<Browser['get']> {
  const edit = await cora.get(`${contentsPath}/${item}/edit`);
  const fields = { itemId: '', mark: hidden(edit, 'mark') };
  return sendSite(cora, { path: `${contentsPath}/${item}/edit/upload`, zip, fields });
}

/** A coordinator's browser. */
export async function withCora(world: World): Promise<Browser> {
  const cora = await world.addPerson('cora');
  await world.make.role({ course_id: world.course.id, person_id: cora.id, role: 'coordinator' });
  return signedIn(world, 'cora');
}

/** Where the frame of the item's page leads. */
export async function addressFor(visitor: Browser, item = 'waves'): Promise<string> {
  const page = await visitor.get(`/msu/phy101/${item}`);
  return /<iframe[^>]* src="([^"]*)"/.exec(page.text)?.[1] ?? `none: ${page.status}`;
}
