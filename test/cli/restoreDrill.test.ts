import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type NameAndValue, signLaunch } from '../../src/lti/lti11/sign.ts';
import { Secret } from '../../src/model/secret.ts';
import { browser } from '../browserLike.ts';
import { engines, makeDatabase } from '../databases.ts';
import { build } from '../start/built.ts';
import { cleanUp, dataFolder, settingsIn, startProcess } from '../start/tinygateProcess.ts';
import { encode } from '../world.ts';

const origin = 'http://localhost:8080';
const secret = 'a-typed-secret-of-enough-letters';

const course = `domains:
  - name: msu
    trustLaunchUsernames: true
    people: [ { username: ann } ]
    protectors:
      - name: Campus Moodle
        key: moodle-prod
        secret: ${secret}
        useIdentity: { parameter: lis_person_sourcedid, transform: none, otherwise: login }
    courses:
      - id: phy101
        roles: [ { username: ann, role: student } ]
        contents:
          - { id: notes, file: Notes, path: notes.txt }
        shortUrls: all
`;

interface Provisioned {
  readonly domains: readonly {
    readonly courses: readonly { readonly shortUrls: readonly { readonly launchUrl: string }[] }[];
  }[];
}

function formFor(url: string, nonce: string, timestamp: number): string {
  const parameters: NameAndValue[] = [
    ['lti_message_type', 'basic-lti-launch-request'],
    ['lti_version', 'LTI-1p0'],
    ['resource_link_id', '17'],
    ['user_id', '4711'],
    ['lis_person_sourcedid', 'ann'],
  ];
  const key = 'moodle-prod';
  return encode(signLaunch({ url, parameters, key, secret: new Secret(secret), timestamp, nonce }));
}

/** What an operator should do once a year, by the commands that an emergency would need. */
describe.each(engines)('the drill of a restore from %s', (engine) => {
  beforeAll(build, 180_000);
  let folder: string;
  afterEach(() => cleanUp(folder));

  test('into the other engine opens no launch and no session of the lost time, and everything else as before', async () => {
    folder = dataFolder();
    const before = await makeDatabase(engine);
    const after = await makeDatabase(engines.find((one) => one !== engine) ?? engine);
    const settings = { ...settingsIn(folder), PUBLIC_URL: origin };
    const old = { ...settings, DATABASE_URL: before.url };
    const anew = { ...settings, DATABASE_URL: after.url, UPLOADS_DIR: `${folder}/uploads-anew` };
    function command(env: Record<string, string>, ...words: string[]): SpawnSyncReturns<string> {
      return spawnSync(process.execPath, [join(process.cwd(), 'dist/src/cli/index.js'), ...words], {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: process.env.PATH, ...env },
      });
    }

    writeFileSync(join(folder, 'drill.yaml'), course);
    writeFileSync(join(folder, 'notes.txt'), 'Waves carry energy.');
    const provisioned = command(old, 'provision', 'drill.yaml', '--json');
    expect([provisioned.status, provisioned.stderr]).toEqual([0, '']);
    const url =
      (JSON.parse(provisioned.stdout) as Provisioned).domains[0]?.courses[0]?.shortUrls[0]?.launchUrl ?? '';
    const { pathname: path } = new URL(url);
    const address = new URL(command(old, 'admin', 'create', 'root').stdout.match(/http\S+/)?.[0] ?? '');

    const first = startProcess(old);
    const firstPort = await first.port();
    const ann = browser(firstPort, origin);
    const seconds = () => Math.floor(Date.now() / 1000);
    await ann.follow(await ann.postFromElsewhere(path, formFor(url, 'one', seconds())));
    const notes = await ann.get('/msu/phy101/notes/file');
    expect([notes.status, notes.text]).toEqual([200, 'Waves carry energy.']);
    expect((await browser(firstPort, origin).get(address.pathname)).status).toBe(200);

    const made = command(old, 'backup', 'all.backup', '--json');
    expect([made.status, JSON.parse(made.stdout)]).toMatchObject([
      0,
      { uploads: 1, lost: [], rows: { people: 1, nonces: 1 } },
    ]);
    const late = formFor(url, 'two', seconds());
    expect((await browser(firstPort, origin).postFromElsewhere(path, late)).status).toBe(303);
    expect((await first.stop()).code).toBe(0);

    const restored = command(anew, 'restore', 'all.backup', '--json');
    expect(restored.status).toBe(0);
    const { notBefore } = JSON.parse(restored.stdout) as { notBefore: number };
    expect(command(anew, 'restore', 'all.backup').stderr).toContain('is not empty');
    expect(command(anew, 'secrets', 'check').status).toBe(0);
    expect(command(anew, 'doctor').status).toBe(0);
    const second = startProcess(anew);
    const port = await second.port();
    // Nothing of the lost time opens, neither by its form nor by a cookie or an address that was good then.
    const replay = await browser(port, origin).postFromElsewhere(path, late);
    expect([replay.status, replay.text]).toEqual([403, expect.stringContaining('clicked too long ago')]);
    const returning = browser(port, origin);
    for (const [name, value] of ann.cookies) returning.cookies.set(name, value);
    expect((await returning.get('/msu/phy101/notes/file')).status).not.toBe(200);
    expect((await browser(port, origin).get(address.pathname)).status).not.toBe(200);
    // What the LMS signs from now on does.
    const visitor = browser(port, origin);
    const fresh = formFor(url, 'three', Math.max(notBefore, seconds()));
    await visitor.follow(await visitor.postFromElsewhere(path, fresh));
    const again = await visitor.get('/msu/phy101/notes/file');
    expect([again.status, again.text]).toEqual([200, 'Waves carry energy.']);
    expect(second.lines.filter(({ msg }) => /older/.test(msg))).toEqual([]);
    expect((await second.stop()).code).toBe(0);
    await before.drop();
    await after.drop();
  }, 120_000);
});
