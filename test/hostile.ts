import { expect } from '@jest/globals';
import argon2 from 'argon2';
import type { NameAndValue } from '../src/lti/lti11/sign.ts';
import type { JournalLine } from '../src/storage/journalStore.ts';
import type { LinkRow } from '../src/storage/schema/rows.ts';
import { reference } from './browserLike.ts';
import { type Answer, ask } from './web/httpClient.ts';
import { encode, publicUrl, type World } from './world.ts';

export const hashOf = (text: string): Promise<string> =>
  argon2.hash(text, { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 });

/** What must come back nowhere: neither on a page nor in a header. */
export const marker = '<script>MARKER';

/** Values that only a hostile sender would choose, under every name that a launch may have. */
export const marked: Readonly<Record<string, string>> = {
  roles: marker,
  lis_person_name_full: marker,
  context_title: marker,
  resource_link_title: marker,
  tool_consumer_instance_name: marker,
  custom_marker: marker,
  [marker]: marker,
};

export const launchPath = (link: Pick<LinkRow, 'short_id'>, domain = 'msu') =>
  `/adm/launch/tiny/${domain}/${link.short_id}`;

export interface Posting {
  readonly path: string;
  readonly body: string | Buffer;
  readonly method?: string;
  /** Undefined takes a usual one away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** A post without a browser's help: exactly these headers. */
export function post(port: number, { path, body, method = 'POST', headers = {} }: Posting): Promise<Answer> {
  const all: Record<string, string | undefined> = {
    Host: new URL(publicUrl).host,
    'Content-Type': 'application/x-www-form-urlencoded',
    'Content-Length': String(Buffer.byteLength(body)),
    Origin: 'https://lms.example',
    ...headers,
  };
  const given = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return ask(port, path, { method, body, headers: Object.fromEntries(given) as Record<string, string> });
}

export function postPairs(world: World, link: LinkRow, pairs: readonly NameAndValue[]): Promise<Answer> {
  return post(world.port, { path: launchPath(link), body: encode(pairs) });
}

export function withValue(pairs: readonly NameAndValue[], name: string, value: string): NameAndValue[] {
  return pairs.map(([one, old]) => [one, one === name ? value : old]);
}

export function without(pairs: readonly NameAndValue[], name: string): NameAndValue[] {
  return pairs.filter(([one]) => one !== name);
}

export async function change(world: World, text: string, values: readonly (string | number | null)[] = []) {
  await world.database.door.write((sql) => sql.run(text, values));
}

export async function countOf(world: World, table: string): Promise<number> {
  const [row] = await world.database.door.read((sql) =>
    sql.rows<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`),
  );
  return Number(row?.n);
}

/** The journal's line of an answer, by the reference on its page. */
export async function lineOf(world: World, answer: Answer): Promise<JournalLine | undefined> {
  const number = reference(answer);
  return (await world.journal()).find((line) => line.reference === number);
}

/** All that a refusal must be, whatever its code: status, journal, one sentence, no cookie, no echo. */
export async function expectRefused(
  world: World,
  answer: Answer,
  { status, code }: { readonly status: number; readonly code: string },
): Promise<JournalLine> {
  const line = await lineOf(world, answer);
  expect([answer.status, line?.code]).toEqual([status, code]);
  expect(answer.setCookies).toEqual([]);
  expect(answer.headers.location).toBeUndefined();
  expect(answer.text).toMatch(/<p class="lede">[^<]+<\/p>/);
  expect(`${JSON.stringify(answer.headers)} ${answer.text}`).not.toMatch(
    /MARKER|sesskey=(?!SESSKEYabc123(?:"|&amp;lti_errormsg=))/,
  );
  expect(answer.headers['cache-control']).toBe('no-store');
  if (!line) throw new Error('the journal does not know the reference');
  // Before the signature is good, nothing that was sent is known of anybody.
  const { clockDifference, named, identity, person, protector } = line;
  if (status === 401)
    expect([clockDifference, named, identity, person, protector]).toEqual([null, null, null, null, null]);
  return line;
}
