import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { mountAllPages } from '../src/allPages.ts';
import { type App, makeApp } from '../src/app.ts';
import { type DataKey, dataKeyFrom, newDataKey } from '../src/crypto/dataKey.ts';
import { wrapDataKey } from '../src/crypto/dataKeyWrap.ts';
import { seal } from '../src/crypto/envelope.ts';
import type { Hasher } from '../src/crypto/passwordHash.ts';
import { type NameAndValue, signLaunch } from '../src/lti/lti11/sign.ts';
import { Secret } from '../src/model/secret.ts';
import { usernameFold } from '../src/model/username.ts';
import { domainKeyOwner, protectorPlace } from '../src/services/keys/keyRing.ts';
import { heldForNow } from '../src/services/keys/rootKeyWatch.ts';
import { addDataKey } from '../src/storage/dataKeyStore.ts';
import type { Door } from '../src/storage/door.ts';
import { type JournalLine, journalStore } from '../src/storage/journalStore.ts';
import type {
  CourseRow,
  DeepLinkRow,
  DomainRow,
  ItemRow,
  LinkRow,
  PersonRow,
  ProtectorRow,
} from '../src/storage/schema/rows.ts';
import { makeLog } from '../src/web/log.ts';
import { startServer } from '../src/web/server.ts';
import { type Browser, browser } from './browserLike.ts';
import { type Engine, type OpenDatabase, openDatabase } from './databases.ts';
import { type Factories, factories, sha256 } from './factories.ts';
import type { Answer } from './web/httpClient.ts';

export const publicUrl = 'http://localhost:8080';
/** The moment at which the tests' clock stands unless it is moved; epoch milliseconds. */
export const startOfTests = 1_766_000_000_000;

// argon2id with the smallest parameters that are taken, so that tests do not wait: the password is "amber-thicket-compass".
export const password = 'amber-thicket-compass';

/** A domain with a course and its people, served over real HTTP. */
export interface World {
  readonly database: OpenDatabase;
  readonly make: Factories;
  readonly port: number;
  readonly clock: { now: number };
  readonly domain: DomainRow;
  readonly course: CourseRow;
  readonly ann: PersonRow;
  /** Domain protector 1 with identity by lis_person_sourcedid. */
  readonly protector: ProtectorRow;
  readonly logLines: readonly string[];
  /** Routes that are mounted. */
  readonly routers: App['routers'];
  /** Wraps the keys of all domains. */
  readonly rootKey: DataKey;
  /** Answers requests that come by another way than the port. */
  readonly listener: RequestListener;
  /** Behind the front door. */
  readonly koa: App['koa'];
  addProtector(
    fields: Partial<ProtectorRow> & { plainSecret: string; plainPrevious?: string },
  ): Promise<ProtectorRow>;
  addItem(fields: Partial<ItemRow>): Promise<ItemRow>;
  addLink(item: ItemRow, fields?: Partial<LinkRow>): Promise<LinkRow>;
  set(fields: Partial<DeepLinkRow>): Promise<DeepLinkRow>;
  addPerson(username: string, fields?: Partial<PersonRow>): Promise<PersonRow>;
  browser(): Browser;
  /** The pairs of an honest, signed launch of a link. */
  signed(link: LinkRow, changes?: LaunchChanges): readonly NameAndValue[];
  launch(visitor: Browser, link: LinkRow, changes?: LaunchChanges): Promise<Answer>;
  journal(): Promise<readonly JournalLine[]>;
  /** Writes what waits to be written. */
  flush(): Promise<void>;
  /** As the housekeeping does now and then. */
  sweepImports(): Promise<void>;
  close(): Promise<void>;
}

export interface LaunchChanges {
  readonly username?: string;
  readonly key?: string;
  readonly secret?: string;
  /** Epoch seconds. */
  readonly timestamp?: number;
  readonly nonce?: string;
  readonly method?: 'HMAC-SHA1' | 'HMAC-SHA256';
  readonly url?: string;
  /** Further or replaced parameters; undefined leaves one out. */
  readonly parameters?: Readonly<Record<string, string | undefined>>;
}

export const moodleReturn = 'https://lms.example/mod/lti/return.php?course=17&sesskey=SESSKEYabc123';

export interface WorldOptions {
  /** Puts something between the application and its database. */
  readonly through?: (door: Door) => Door;
  /** Takes the log's lines, where so many come that they are not to be kept. */
  readonly write?: (line: string) => void;
  /** Hashes passwords instead of argon2. */
  readonly hasher?: Hasher;
  /** The origin of uploaded sites. */
  readonly contentUrl?: string;
}

export async function openWorld(
  engine: Engine,
  hashOf: (text: string) => Promise<string>,
  { through = (door) => door, hasher, write, contentUrl }: WorldOptions = {},
): Promise<World> {
  const database = await openDatabase(engine);
  const { door } = database;
  const make = factories(door);
  const clock = { now: startOfTests };
  const rootKey = newDataKey();
  const keys = {
    root: heldForNow({ active: rootKey, prepared: undefined, all: [rootKey] }),
    session: [dataKeyFrom('session', Buffer.alloc(32, 7))],
  };
  const lines: string[] = [];
  const log = makeLog({ level: 'debug', write: write ?? ((line) => lines.push(line)) });
  const app = makeApp({
    root: process.cwd(),
    publicUrl,
    uploadPath: (hash) => join(database.folder, hash),
    settings: { contentUrl, trustedProxies: 0, uploadLimitMib: 2, uploadsDir: database.folder, workers: 1 },
    ...(hasher === undefined ? {} : { hasher }),
    door: through(door),
    keys,
    commonPasswords: async () => () => false,
    log,
    now: () => clock.now,
  });
  app.mount(mountAllPages);
  const server = await startServer({ listener: app.listener, host: '127.0.0.1', port: 0 });

  const domain = await make.domain({
    name: 'msu',
    title: 'Michigan State',
    time_zone: 'America/Detroit',
    trust_usernames: 1,
  });
  const dataKey = newDataKey();
  await door.write((sql) =>
    addDataKey(
      sql,
      {
        domainId: domain.id,
        keyId: dataKey.id,
        wrapped: wrapDataKey(dataKey, rootKey, domainKeyOwner(domain.id)),
        rootKey: rootKey.id,
      },
      clock.now,
    ),
  );
  const course = await make.course({ domain_id: domain.id, course_id: 'phy101', title: 'Physics 101' });
  const passwordHash = await hashOf(password);

  async function addPerson(username: string, fields: Partial<PersonRow> = {}): Promise<PersonRow> {
    return make.person({
      domain_id: domain.id,
      username,
      fold_hash: sha256(usernameFold(username)),
      display_name: `${username[0]?.toUpperCase()}${username.slice(1)}`,
      password_hash: passwordHash,
      ...fields,
    });
  }

  let numbers = 0;
  async function addProtector(
    fields: Partial<ProtectorRow> & { plainSecret: string; plainPrevious?: string },
  ): Promise<ProtectorRow> {
    const { plainSecret, plainPrevious, ...columns } = fields;
    numbers += 1;
    const number = columns.number ?? numbers;
    const courseId = columns.course_id ?? 0;
    const ref = { level: courseId === 0 ? ('domain' as const) : ('course' as const), number };
    const owner = { domainId: domain.id, courseId, ref };
    return make.protector({
      domain_id: domain.id,
      number,
      name: `Launcher ${courseId} ${number}`,
      secret: seal(new Secret(plainSecret), dataKey, protectorPlace('secret', owner)),
      previous_secret:
        plainPrevious === undefined
          ? null
          : seal(new Secret(plainPrevious), dataKey, protectorPlace('previous_secret', owner)),
      use_identity: JSON.stringify({
        parameter: 'lis_person_sourcedid',
        transform: { kind: 'none' },
        otherwise: 'login',
      }),
      ...columns,
    });
  }

  const ann = await addPerson('ann');
  await make.role({ course_id: course.id, person_id: ann.id });
  const protector = await addProtector({
    plainSecret: 'a secret of the tests',
    consumer_key: 'moodle-prod',
    name: 'Campus Moodle',
  });

  const world: World = {
    database,
    make,
    port: server.port,
    clock,
    domain,
    course,
    ann,
    protector,
    logLines: lines,
    routers: app.routers,
    rootKey,
    listener: app.listener,
    koa: app.koa,
    addProtector,
    addPerson,
    addItem: (fields) => make.item({ domain_id: domain.id, course_id: course.id, ...fields }),
    addLink: (item, fields = {}) =>
      make.link({ domain_id: domain.id, course_id: item.course_id, item_id: item.id, ...fields }),
    set: (fields) => make.setting({ domain_id: domain.id, course_id: course.id, ...fields }),
    browser: () => browser(server.port, publicUrl),
    signed: (link, changes = {}) => sign(clock, link, changes),
    launch: (visitor, link, changes = {}) =>
      visitor.postFromElsewhere(`/adm/launch/tiny/msu/${link.short_id}`, encode(sign(clock, link, changes))),
    async journal() {
      await app.flush();
      return journalStore(door).list({ last: 1000 });
    },
    flush: () => app.flush(),
    sweepImports: app.sweeps.imports,
    async close() {
      await server.drain(0);
      await app.flush();
      await database.drop();
    },
  };
  return world;
}

let nonces = 0;

function sign(clock: { now: number }, link: LinkRow, changes: LaunchChanges): readonly NameAndValue[] {
  nonces += 1;
  const parameters: Record<string, string | undefined> = {
    lti_message_type: 'basic-lti-launch-request',
    lti_version: 'LTI-1p0',
    resource_link_id: '17',
    user_id: `id-of-${changes.username ?? 'ann'}`,
    roles: 'Learner',
    context_id: '17861',
    lis_person_sourcedid: changes.username ?? 'ann',
    tool_consumer_info_product_family_code: 'moodle',
    launch_presentation_return_url: moodleReturn,
    ...changes.parameters,
  };
  return signLaunch({
    url: changes.url ?? `${publicUrl}/adm/launch/tiny/msu/${link.short_id}`,
    parameters: Object.entries(parameters).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
    key: changes.key ?? 'moodle-prod',
    secret: new Secret(changes.secret ?? 'a secret of the tests'),
    timestamp: changes.timestamp ?? Math.floor(clock.now / 1000),
    nonce: changes.nonce ?? `nonce-${nonces}`,
    ...(changes.method === undefined ? {} : { method: changes.method }),
  });
}

export function encode(pairs: readonly NameAndValue[]): string {
  return new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value])).toString();
}
