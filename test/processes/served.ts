import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { newDataKey } from '../../src/crypto/dataKey.ts';
import { wrapDataKey } from '../../src/crypto/dataKeyWrap.ts';
import { seal } from '../../src/crypto/envelope.ts';
import { signLaunch } from '../../src/lti/lti11/sign.ts';
import { Secret } from '../../src/model/secret.ts';
import { domainKeyOwner, protectorPlace } from '../../src/services/keys/keyRing.ts';
import { loadKeys } from '../../src/services/keys/loadKeys.ts';
import { addDataKey, dataKeyStore } from '../../src/storage/dataKeyStore.ts';
import type { Door } from '../../src/storage/door.ts';
import { migrateUp } from '../../src/storage/migrating.ts';
import { openDoor } from '../../src/storage/openDoor.ts';
import type { TestDatabase } from '../databases.ts';
import { factories } from '../factories.ts';
import { buildNow } from '../start/built.ts';
import { type Answer, ask } from '../web/httpClient.ts';
import { encode } from '../world.ts';

export const publicUrl = 'http://localhost:8080';
const path = '/adm/launch/tiny/msu/AbCdEf';

/** The server as operators run it: compiled. */
export interface Build {
  readonly root: string;
  /** Everything that was started from it. */
  readonly started: Set<ChildProcess>;
  /** Ends what a failed test has left running, too: the run would wait for it. */
  remove(): void;
}

export function build(): Build {
  buildNow();
  const started = new Set<ChildProcess>();
  return {
    root: process.cwd(),
    started,
    remove() {
      for (const child of started) child.kill('SIGKILL');
    },
  };
}

export interface ServerProcess {
  readonly port: number;
  readonly child: ChildProcess;
  /** Lines of the log so far. */
  readonly lines: readonly string[];
  /** Ends it by a signal and waits for the end; answers its exit code, null after SIGKILL. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

export interface ServerSettings {
  readonly build: Build;
  readonly databaseUrl: string;
  /** Where the key files are, or will be. */
  readonly folder: string;
  readonly more?: Readonly<Record<string, string>>;
}

/** Starts a server process and waits until it listens; throws what it said where it ends instead. */
export function startProcess({
  build,
  databaseUrl,
  folder,
  more = {},
}: ServerSettings): Promise<ServerProcess> {
  mkdirSync(folder, { recursive: true });
  const child = spawn(process.execPath, [join(build.root, 'dist', 'src', 'main.js')], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      PUBLIC_URL: publicUrl,
      DATABASE_URL: databaseUrl,
      ROOT_KEY_FILE: join(folder, 'root.key'),
      SESSION_KEYS_FILE: join(folder, 'session.keys'),
      UPLOADS_DIR: join(folder, 'uploads'),
      LOG_FORMAT: 'json',
      ...more,
    },
  });
  build.started.add(child);
  const lines: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const end = (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal);
    return ended;
  };
  return new Promise((resolve, reject) => {
    const read = (line: string) => {
      lines.push(line);
      if (!line.includes('"msg":"listening"')) return;
      const { port } = JSON.parse(line) as { port: number };
      resolve({ port, child, lines, end });
    };
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', read);
    void ended.then((code) => reject(new Error(`The server ended with ${code}: ${lines.join('\n')}`)));
  });
}

/** A migrated database with one link to launch, and the key files beside it. */
export interface Served {
  readonly door: Door;
  readonly folder: string;
  /** The body of a launch that is signed now, or at another moment (epoch milliseconds). */
  body(nonce?: string, at?: number): string;
  close(): Promise<void>;
}

let nonces = 0;

export async function prepare(database: Pick<TestDatabase, 'url' | 'folder'>): Promise<Served> {
  const door = openDoor(database.url);
  await migrateUp(door);
  const make = factories(door);
  const { folder } = database;
  const files = { rootKeyFile: join(folder, 'root.key'), sessionKeysFile: join(folder, 'session.keys') };
  const { root } = await loadKeys(files, dataKeyStore(door), Date.now());
  const domain = await make.domain({ name: 'msu', trust_usernames: 1 });
  const dataKey = newDataKey();
  const wrapped = wrapDataKey(dataKey, root.active, domainKeyOwner(domain.id));
  const kept = { domainId: domain.id, keyId: dataKey.id, wrapped, rootKey: root.active.id };
  await door.write((sql) => addDataKey(sql, kept, Date.now()));
  const course = await make.course({ domain_id: domain.id, course_id: 'phy101' });
  const ann = await make.person({ domain_id: domain.id, username: 'ann' });
  await make.role({ course_id: course.id, person_id: ann.id });
  const item = await make.item({ course_id: course.id, item_id: 'intro', title: 'Introduction' });
  await make.link({ course_id: course.id, item_id: item.id, short_id: 'AbCdEf' });
  const place = { domainId: domain.id, courseId: 0, ref: { level: 'domain', number: 1 } } as const;
  await make.protector({
    domain_id: domain.id,
    number: 1,
    consumer_key: 'moodle',
    secret: seal(new Secret('a secret'), dataKey, protectorPlace('secret', place)),
    use_identity: JSON.stringify({
      parameter: 'lis_person_sourcedid',
      transform: { kind: 'none' },
      otherwise: 'stop',
    }),
  });
  return {
    door,
    folder,
    body(nonce, at = Date.now()) {
      nonces += 1;
      return encode(
        signLaunch({
          url: `${publicUrl}${path}`,
          key: 'moodle',
          secret: new Secret('a secret'),
          timestamp: Math.floor(at / 1000),
          nonce: nonce ?? `nonce-${nonces}`,
          parameters: [
            ['lti_message_type', 'basic-lti-launch-request'],
            ['lti_version', 'LTI-1p0'],
            ['resource_link_id', '17'],
            ['user_id', '6454'],
            ['lis_person_sourcedid', 'ann'],
          ],
        }),
      );
    },
    close: () => door.close(),
  };
}

export function launchAt(
  server: Pick<ServerProcess, 'port'>,
  body: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const headers = {
    Host: new URL(publicUrl).host,
    'Content-Type': 'application/x-www-form-urlencoded',
    'Content-Length': String(Buffer.byteLength(body)),
    ...more,
  };
  return ask(server.port, path, { method: 'POST', body, headers });
}

export function getAt(server: Pick<ServerProcess, 'port'>, address: string): Promise<Answer> {
  return ask(server.port, address, { headers: { Host: new URL(publicUrl).host } });
}
