import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import argon2 from 'argon2';
import type { SqlValue } from '../../src/storage/door.ts';
import type { ItemRow, LinkRow } from '../../src/storage/schema/rows.ts';
import { type Browser, heading, hidden } from '../browserLike.ts';
import { sha256 } from '../factories.ts';
import type { Answer } from '../web/httpClient.ts';
import { type LaunchChanges, password, type World } from '../world.ts';

export const hashOf = (text: string) =>
  argon2.hash(text, { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 });

export const hour = 3_600_000;
export const day = 24 * hour;

/** Runs one statement on the world's database, as if another server or an operator had done it. */
export function change(world: World, text: string, values: readonly SqlValue[] = []): Promise<unknown> {
  return world.database.door.write((sql) => sql.run(text, values));
}

export async function rowsOf<Row>(
  world: World,
  text: string,
  values: readonly SqlValue[] = [],
): Promise<readonly Row[]> {
  return world.database.door.read((sql) => sql.rows<Row>(text, values));
}

export interface Words {
  readonly username: string;
  readonly password?: string;
  readonly domain?: string;
  readonly next?: string;
}

/** Fills in the sign-in form as a visitor would. */
export async function tryToSignIn(
  visitor: Browser,
  words: Words,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const { username, domain = 'msu', next } = words;
  const form = await visitor.get(next === undefined ? '/login' : `/login?next=${encodeURIComponent(next)}`);
  const fields = { csrf: hidden(form, 'csrf'), next: hidden(form, 'next'), username, domain };
  return visitor.post('/login', { ...fields, password: words.password ?? password }, headers);
}

/** A browser with an account session. */
export async function signedIn(world: World, username: string, domain = 'msu'): Promise<Browser> {
  const visitor = world.browser();
  const { status } = await tryToSignIn(visitor, { username, domain });
  if (status !== 303) throw new Error(`${username} could not sign in: ${status}`);
  return visitor;
}

/** A browser with an open launch session. */
export async function launched(
  world: World,
  link: LinkRow,
  changes: LaunchChanges = {},
  visitor: Browser = world.browser(),
): Promise<Browser> {
  const page = await visitor.follow(await world.launch(visitor, link, changes));
  if (page.status !== 200 || heading(page) === 'Sign in')
    throw new Error(`no launch: ${page.status} ${world.logLines.filter((l) => l.includes('fault')).at(-1)}`);
  return visitor;
}

/** A browser that stands before the sign-in form of a launch which named nobody here, and that form's fields. */
export async function withTicket(
  world: World,
  link: LinkRow,
  changes: LaunchChanges = { username: 'stranger' },
  visitor: Browser = world.browser(),
): Promise<{ visitor: Browser; form: Answer; fields: { csrf: string; launch: string } }> {
  const form = await visitor.follow(await world.launch(visitor, link, changes));
  return { visitor, form, fields: { csrf: hidden(form, 'csrf'), launch: hidden(form, 'launch') } };
}

export interface Upload {
  readonly item_id: string;
  readonly title?: string;
  readonly name?: string;
  readonly type?: string;
  readonly bytes?: string;
  readonly parent?: ItemRow;
}

/** A file resource whose bytes lie where the server looks for them. */
export async function addFile(world: World, upload: Upload): Promise<ItemRow> {
  const { item_id, title = 'A file', name = 'notes.txt', type = 'text/plain', bytes = '0123456789' } = upload;
  const hash = sha256(`${item_id} ${bytes}`).toString('hex');
  writeFileSync(join(world.database.folder, hash), bytes);
  return world.addItem({
    item_id,
    title,
    kind: 'file',
    body: null,
    file_hash: hash,
    file_name: name,
    file_type: type,
    file_size: bytes.length,
    ...inside(upload.parent),
  });
}

/** The columns that put an item into a folder. */
export function inside(parent: ItemRow | undefined): Partial<ItemRow> {
  return parent === undefined ? {} : { parent_id: parent.id, path: `${parent.path}${parent.id}/` };
}

/** What an answer says in a word, as visitors understand it. */
export function verdict(answer: Answer): 'open' | 'sign-in' | 'lms' | 'none' | string {
  const { status, headers } = answer;
  if (status === 200) return 'open';
  if (status === 303) return headers.location?.startsWith('/login') ? 'sign-in' : `to ${headers.location}`;
  if (status === 403 && heading(answer) === 'Open this from your LMS') return 'lms';
  return status === 404 ? 'none' : String(status);
}

/** The answer's text without what is another each time: references and form tokens. */
export function comparable({ text }: Answer): string {
  return text
    .replace(/(id="reference"[^>]*>)[^<]*/g, '$1')
    .replace(/(name="csrf" value=")[^"]*/g, '$1')
    .replace(/(name="launch" value=")[^"]*/g, '$1');
}
